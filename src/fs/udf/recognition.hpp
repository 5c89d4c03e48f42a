// The volume recognition sequence: what says that a volume is UDF before its block size is known.
// Facts: ECMA-167, 2/8.3 and 3/9.1.
#pragma once

#include "io/byte_source.hpp"

namespace vixmount::fs::udf {

// Error{io}.
bool has_recognition_sequence(const io::ByteSource& volume);

}  // namespace vixmount::fs::udf
