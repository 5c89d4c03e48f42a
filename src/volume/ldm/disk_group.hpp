// A disk group: which database counts, and which disks belong to it.
#pragma once

#include <vector>

#include "volume/ldm/dynamic_disk.hpp"

namespace vixmount::volume::ldm {

// A member, with its place in the argument of assemble().
struct NumberedDisk {
  std::size_t index = 0;
  const DynamicDisk* disk = nullptr;
};

// The group that `disks` (at least one, all of one disk group) make. Disks that the group's newest
// database does not have, and second copies of a disk, are left out with a remark.
Group assemble_disk_group(const std::vector<NumberedDisk>& disks, Remarks& remarks);

}  // namespace vixmount::volume::ldm
