// Blocks of metadata inside of a fork: directory blocks, which may consist of several file system
// blocks in different places, and blocks of attributes.
#pragma once

#include <string_view>

#include "fs/xfs/inode.hpp"

namespace vixmount::fs::xfs {

// The block of `size` bytes (a multiple of the block size) that begins at `block` of the fork,
// verified. Error{damaged} for holes too; `what` names it: "directory".
CachedBytes read_fork_block(const Blocks& blocks, const Inode& inode, const Fork& fork,
                            std::uint64_t block, std::uint32_t size,
                            const SelfDescription& description, std::string_view what);

}  // namespace vixmount::fs::xfs
