// The content of a regular file as a ByteSource.
#pragma once

#include "fs/xfs/inode.hpp"
#include "io/byte_source.hpp"

namespace vixmount::fs::xfs {

// Holes and preallocated extents read as zeros. Holds `blocks` alive. Error{unsupported} for files
// whose content is on a realtime device.
io::SourcePtr open_file_data(const BlocksPtr& blocks, const Inode& inode);

}  // namespace vixmount::fs::xfs
