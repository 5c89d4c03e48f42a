// Changes of the extents of files that a crash cut short and the log asks to bring to an end. They
// are not written into the view of the volume, only taken into account when a file is mapped.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

namespace vixmount::fs::xfs {

struct PendingMap {
  std::uint64_t inode = 0;
  std::uint64_t offset = 0;  // in the file, blocks
  std::uint64_t start = 0;   // group and block; meaningless when `is_mapped` is false
  std::uint64_t count = 0;   // blocks
  bool is_mapped = false;    // false: becomes a hole
  bool is_written = true;
};

// In the order in which they are to be done. There are few: a crash interrupts a handful.
using PendingMaps = std::vector<PendingMap>;

}  // namespace vixmount::fs::xfs
