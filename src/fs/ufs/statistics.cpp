#include "fs/ufs/statistics.hpp"

#include <algorithm>

namespace vixmount::fs::ufs {

Statistics count_statistics(const Superblock& superblock) noexcept {
  Statistics out;
  out.block_size = superblock.fragment_size;
  out.total_blocks = std::min(superblock.data_fragments, superblock.fragment_count);
  // The counts of a file system in use may say anything.
  const auto most_blocks = superblock.fragment_count / superblock.fragments_per_block;
  const auto free = std::min(superblock.free_blocks, most_blocks) * superblock.fragments_per_block +
                    std::min(superblock.free_fragments, superblock.fragment_count);
  out.free_blocks = std::min(free, out.total_blocks);
  const auto reserved = out.total_blocks / 100 * superblock.minimum_free_percent +
                        out.total_blocks % 100 * superblock.minimum_free_percent / 100;
  out.available_blocks = out.free_blocks - std::min(out.free_blocks, reserved);
  out.total_nodes = superblock.inode_count();
  out.free_nodes = std::min(superblock.free_inodes, out.total_nodes);
  return out;
}

}  // namespace vixmount::fs::ufs
