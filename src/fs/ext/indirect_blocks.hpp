// The block map of ext2 and ext3: twelve direct pointers, then blocks of pointers up to three deep.
#pragma once

#include "fs/ext/block_map.hpp"

namespace vixmount::fs::ext {

BlockRun map_indirect_blocks(const Blocks& blocks, const Inode& inode, std::uint64_t logical,
                             std::uint64_t most);

}  // namespace vixmount::fs::ext
