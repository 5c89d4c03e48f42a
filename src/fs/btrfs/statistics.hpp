// How full a file system is.
#pragma once

#include "fs/btrfs/node_reader.hpp"
#include "fs/file_system.hpp"

namespace vixmount::fs::btrfs {

// From the superblock and the profiles of the chunks: an estimate, as every figure of free space on
// Btrfs is. Inodes are not counted by the format.
Statistics count_statistics(const NodeReader& nodes);

}  // namespace vixmount::fs::btrfs
