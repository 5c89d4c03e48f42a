// Encrypt-on-write: which parts of a volume that is being encrypted are encrypted already.
//
// Windows 8 and later convert internal disks so: a bitmap has a bit for each chunk of the volume.
// The bitmaps are kept twice and written in turns; the newer one counts.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "base/checked.hpp"
#include "io/byte_source.hpp"

namespace vixmount::volume::bitlocker {

struct ConversionMap {
  struct Run {
    ByteRange range;
    bool encrypted = false;
  };
  std::vector<Run> runs;          // ascending, not overlapping; may leave gaps
  std::vector<ByteRange> hidden;  // structures of the conversion itself: read as zeros
  std::uint64_t plain_bytes = 0;  // of the runs that are not encrypted
};

// Reads the first good copy of the two at `offsets`. Bounds: kMostRuns, kMostBitmapBytes. Error
// {damaged} where none is good or a bitmap has no good record.
ConversionMap read_conversion_map(const io::ByteSource& volume,
                                  const std::array<std::uint64_t, 2>& offsets);

// Some 20 MiB of memory. Conversion goes through a volume in long runs; bits that alternate all
// over are hostile.
inline constexpr std::size_t kMostRuns = 1 << 18;
inline constexpr std::uint64_t kMostBitmapBytes = 64 << 20;  // of all bitmaps together

}  // namespace vixmount::volume::bitlocker
