// Where the content of a file is: one range of the volume, or several where a file has more than
// 4 GiB.
#pragma once

#include <cstdint>
#include <vector>

#include "base/checked.hpp"
#include "fs/iso9660/directory_record.hpp"
#include "fs/iso9660/volume.hpp"

namespace vixmount::fs::iso9660 {

struct FileSections {
  // Linux stops at 100. A volume has at most 2^32 blocks of 2 KiB, and makers cut files into
  // sections of 2 to 4 GiB.
  static constexpr std::size_t kMost = 8192;

  std::vector<ByteRange> ranges;  // bytes on the volume
  std::uint64_t size = 0;         // of all together
  bool is_interleaved = false;
  bool is_elsewhere = false;  // on another volume of the set
};

// Of the file whose first record is at `position`. Error{damaged}, Error{io}.
FileSections read_sections(const Volume& volume, std::uint64_t position);

}  // namespace vixmount::fs::iso9660
