#include "fs/ext/block_map.hpp"

#include "base/error.hpp"
#include "fs/ext/extent_tree.hpp"
#include "fs/ext/indirect_blocks.hpp"

namespace vixmount::fs::ext {

BlockRun map_block(const Blocks& blocks, const Inode& inode, std::uint64_t logical,
                   std::uint64_t most) {
  if (logical >= kMostLogicalBlocks)
    fail(ErrorKind::damaged, "inode {}: block {} is behind the longest possible file", inode.number,
         logical);
  return inode.has(InodeFlag::extents) ? map_extent_tree(blocks, inode, logical, most)
                                       : map_indirect_blocks(blocks, inode, logical, most);
}

}  // namespace vixmount::fs::ext
