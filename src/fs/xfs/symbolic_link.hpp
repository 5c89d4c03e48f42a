// Targets of symbolic links: inside the inode, or in blocks.
#pragma once

#include <string>

#include "fs/xfs/inode.hpp"

namespace vixmount::fs::xfs {

// Error{wrong_file_type} for anything but a symbolic link, Error{damaged}.
std::string read_symbolic_link(const Blocks& blocks, const Inode& inode);

}  // namespace vixmount::fs::xfs
