// Targets of symbolic links: in the inode or in a block.
#pragma once

#include <string>

#include "fs/ufs/inode.hpp"

namespace vixmount::fs::ufs {

std::string read_symbolic_link(const VolumePtr& volume, const Inode& inode);

}  // namespace vixmount::fs::ufs
