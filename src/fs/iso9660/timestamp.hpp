// The two forms of times on a volume. A field that is not set or is no date is 1970-01-01.
#pragma once

#include <span>
#include <string_view>

#include "fs/file_system.hpp"

namespace vixmount::fs::iso9660 {

// 9.1.5: years since 1900, month, day, hour, minute, second, offset from GMT in quarters of an
// hour.
inline constexpr std::size_t kShortTimeBytes = 7;
Timestamp short_time(std::span<const std::uint8_t, kShortTimeBytes> field);

// 8.4.26.1: sixteen digits, down to hundredths of a second, and the offset, which may be missing.
inline constexpr std::size_t kLongTimeBytes = 17;
Timestamp long_time(std::string_view field);

}  // namespace vixmount::fs::iso9660
