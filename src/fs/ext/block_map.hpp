// From a file's blocks to the volume's: extent trees and the older indirect blocks.
#pragma once

#include <cstdint>

#include "fs/ext/blocks.hpp"
#include "fs/ext/inode.hpp"

namespace vixmount::fs::ext {

struct BlockRun {
  std::uint64_t length = 0;    // blocks, at least 1
  std::uint64_t physical = 0;  // first block; meaningless for holes
  bool allocated = false;      // false: a hole, reads as zeros
  bool written = false;        // false: hole or preallocated, reads as zeros
};

// Highest logical block + 1 that either map can address.
inline constexpr std::uint64_t kMostLogicalBlocks = 1ULL << 32;

// The run that begins at `logical` (< kMostLogicalBlocks), at most `most` blocks long. Every block
// of a written run lies inside the file system. Error{damaged} with the position of the node.
BlockRun map_block(const Blocks& blocks, const Inode& inode, std::uint64_t logical,
                   std::uint64_t most);

}  // namespace vixmount::fs::ext
