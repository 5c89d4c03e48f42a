// From a file's blocks to the volume's: twelve direct pointers, then blocks of pointers up to three
// deep.
#pragma once

#include <cstdint>

#include "fs/ufs/inode.hpp"

namespace vixmount::fs::ufs {

struct BlockRun {
  std::uint64_t blocks = 0;    // at least 1
  std::uint64_t fragment = 0;  // the first one's address; meaningless for holes
  std::uint64_t named_at = 0;  // byte offset of the pointer, for messages
  bool allocated = false;      // false: a hole, reads as zeros
};

// The run that begins at `block`, at most `most` blocks long (at least 1). Addresses are not
// checked against the file system's end: only who reads knows whether the last block is a whole
// one.
// Error{damaged} with the position of the pointer, or for a block that no pointer can reach.
//
// In a snapshot file a pointer of 0 means "as it is on the volume now", at the same place, and a
// pointer below fragments_per_block that the block was not in use.
BlockRun map_blocks(const Volume& volume, const Inode& inode, std::uint64_t block,
                    std::uint64_t most);

}  // namespace vixmount::fs::ufs
