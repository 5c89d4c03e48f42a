// Items that change blocks of metadata.
#pragma once

#include "fs/xfs/log/cancelled_buffers.hpp"
#include "fs/xfs/log/layout.hpp"
#include "fs/xfs/log/target.hpp"
#include "fs/xfs/log/transaction.hpp"

namespace vixmount::fs::xfs::log {

layout::BufferItem buffer_item_header(const Item& item);

// Copies the changed pieces to their place, unless the buffer was given back later, or the block on
// the disk says that it is newer than `sequence`. Buffers of inodes and quotas are passed over:
// only pointers of the list of unlinked inodes, and quotas, are in those.
void replay_buffer(const Item& item, std::uint64_t sequence, CancelledBuffers& cancelled,
                   Target& target);

}  // namespace vixmount::fs::xfs::log
