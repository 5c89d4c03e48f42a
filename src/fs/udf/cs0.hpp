// Text as OSTA Compressed Unicode has it: a byte that says 8 or 16 bits for each character, then
// Latin-1 or UTF-16 with the high byte first. Facts: OSTA UDF 2.60, 2.1.1 to 2.1.3 and 6.4; Linux
// fs/udf/unicode.c for what names become that no directory of Linux can hold.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "base/bytes.hpp"

namespace vixmount::fs::udf {

// Linux shows no longer names, in bytes of UTF-8.
inline constexpr std::size_t kLongestName = 254;

// A name as Linux shows it: slashes, zeros and what is no UTF-16 become "_"; a name in which that
// happened, a too long one, "." and ".." get "#" and four hex digits (a CRC of the stored name) in
// front of their extension, so that they stay apart. Nothing where the text is empty or of an
// unknown kind.
std::optional<std::string> file_name(BytesView text, std::size_t most = kLongestName);

// A field of fixed length whose last byte says how much of it is used; for people: what is no
// UTF-16 is U+FFFD. Empty where nothing is used or it is of an unknown kind.
std::string dstring(BytesView field);

}  // namespace vixmount::fs::udf
