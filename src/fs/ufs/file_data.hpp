// The content of an inode as a source: its blocks translated to the volume's bytes, so that map()
// composes down to host files.
#pragma once

#include "fs/ufs/inode.hpp"
#include "io/byte_source.hpp"

namespace vixmount::fs::ufs {

// Holes are holes. Holds `volume` alive.
io::SourcePtr open_data(const VolumePtr& volume, const Inode& inode);

}  // namespace vixmount::fs::ufs
