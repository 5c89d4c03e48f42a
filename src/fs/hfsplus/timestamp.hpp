// Times: seconds since 1904-01-01 00:00 UTC, up to 2040; since 1970 where the volume header says
// that times are expanded. Facts: TN1150, "HFS Plus Dates"; Apple's hfs_format.h and to_bsd_time.
#pragma once

#include <cstdint>

#include "fs/file_system.hpp"

namespace vixmount::fs::hfsplus {

// Zero is a time that nobody set: the epoch.
constexpr Timestamp to_timestamp(std::uint32_t stored, bool expanded) noexcept {
  constexpr std::int64_t kSecondsTo1970 = 2082844800;
  return {stored == 0 || expanded ? stored : stored - kSecondsTo1970, 0};
}

}  // namespace vixmount::fs::hfsplus
