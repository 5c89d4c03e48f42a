// The content of an inode as a ByteSource.
#pragma once

#include <memory>

#include "fs/ext/blocks.hpp"
#include "fs/ext/inode.hpp"
#include "io/byte_source.hpp"

namespace vixmount::fs::ext {

using BlocksPtr = std::shared_ptr<const Blocks>;

// `size` bytes of the inode's data through its block map: holes and unwritten extents read as
// zeros. For any inode whose data is in blocks (files, the journal, ea_inodes); inline data has its
// own source. Holds `blocks` alive.
io::SourcePtr open_block_data(const BlocksPtr& blocks, const Inode& inode, std::uint64_t size);

}  // namespace vixmount::fs::ext
