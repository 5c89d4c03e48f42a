// Extent trees (inode flag `extents`).
#pragma once

#include "fs/ext/block_map.hpp"

namespace vixmount::fs::ext {

BlockRun map_extent_tree(const Blocks& blocks, const Inode& inode, std::uint64_t logical,
                         std::uint64_t most);

// True when `block` (an inode's i_block) starts with the header of an extent tree.
bool looks_like_extent_tree(const Inode& inode);

}  // namespace vixmount::fs::ext
