// Counts of blocks and inodes, from the headers of the allocation groups.
#pragma once

#include "fs/file_system.hpp"
#include "fs/xfs/blocks.hpp"

namespace vixmount::fs::xfs {

// The superblock's own counts are only right after an orderly unmount.
Statistics count_statistics(const Blocks& blocks);

}  // namespace vixmount::fs::xfs
