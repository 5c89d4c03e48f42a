// Targets of symbolic links: path components, each with its kind. Facts: ECMA-167, 4/14.16; OSTA
// UDF 2.60, 2.3.12.
#pragma once

#include <string>

#include "base/bytes.hpp"

namespace vixmount::fs::udf {

// A link whose components take more is no link.
inline constexpr std::size_t kMostLinkBytes = 32768;

// The target as Linux shows it. Error{damaged}.
std::string link_target(BytesView components);

}  // namespace vixmount::fs::udf
