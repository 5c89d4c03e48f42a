// Times: seconds since 1904-01-01 00:00 UTC, up to 2040. Fact: TN1150, "HFS Plus Dates".
#pragma once

#include <cstdint>

#include "fs/file_system.hpp"

namespace vixmount::fs::hfsplus {

// Zero is a time that nobody set: the epoch.
constexpr Timestamp to_timestamp(std::uint32_t stored) noexcept {
  constexpr std::int64_t kSecondsTo1970 = 2082844800;
  return {stored == 0 ? 0 : stored - kSecondsTo1970, 0};
}

}  // namespace vixmount::fs::hfsplus
