// Items that change an inode, and those that make new ones.
#pragma once

#include "fs/xfs/log/cancelled_buffers.hpp"
#include "fs/xfs/log/target.hpp"
#include "fs/xfs/log/transaction.hpp"

namespace vixmount::fs::xfs::log {

// Error{unsupported} for extent trees that were exchanged between two files (their blocks would
// have to be given to the other).
void replay_inode(const Item& item, std::uint64_t sequence, const CancelledBuffers& cancelled,
                  Target& target);

// Fresh, free inodes.
void replay_inode_create(const Item& item, const CancelledBuffers& cancelled, Target& target);

}  // namespace vixmount::fs::xfs::log
