// From a fork's blocks to the volume's: the list of extents inside the inode, or their B-tree.
#pragma once

#include <cstdint>

#include "fs/xfs/inode.hpp"

namespace vixmount::fs::xfs {

struct Extent {
  std::uint64_t offset = 0;  // in the fork, blocks
  std::uint64_t start = 0;   // group and block, as the superblock splits numbers
  std::uint64_t count = 0;   // blocks, at least 1
  bool written = true;       // false: preallocated, reads as zeros
  std::uint64_t end() const noexcept { return offset + count; }
};

struct BlockRun {
  std::uint64_t length = 0;     // blocks, at least 1
  std::uint64_t position = 0;   // of the first on the volume, bytes; meaningless for holes
  bool allocated = false;       // false: a hole, reads as zeros
  bool written = false;         // false: hole or preallocated, reads as zeros
};

// Highest block of a fork + 1 that an extent can hold.
inline constexpr std::uint64_t kMostForkBlocks = std::uint64_t{1} << 54;

Extent unpack_extent(const layout::PackedExtent& packed) noexcept;

// The run of `fork`, one of `inode`'s, that begins at `block` (< kMostForkBlocks), at most `most`
// blocks long (at least 1). An allocated run lies inside one allocation group. Error{damaged} with
// the position of the list.
BlockRun map_fork(const Blocks& blocks, const Inode& inode, const Fork& fork, std::uint64_t block,
                  std::uint64_t most);

}  // namespace vixmount::fs::xfs
