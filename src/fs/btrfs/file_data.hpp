// The content of a file.
#pragma once

#include <cstdint>
#include <memory>

#include "fs/btrfs/data_reader.hpp"
#include "fs/btrfs/inode.hpp"
#include "io/byte_source.hpp"

namespace vixmount::fs::btrfs {

// Extents without checksums and compression map down to the devices, holes are holes; all else is
// opaque: checked, and decoded, when it is read.
io::SourcePtr open_file_data(const Tree& subvolume, std::shared_ptr<const DataReader> data,
                             const Inode& inode);

}  // namespace vixmount::fs::btrfs
