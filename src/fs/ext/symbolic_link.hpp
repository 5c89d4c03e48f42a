// Targets of symbolic links: in i_block ("fast"), inline, or in a block.
#pragma once

#include <string>

#include "fs/ext/file_data.hpp"

namespace vixmount::fs::ext {

// Error{wrong_file_type} for anything but a symbolic link, Error{encrypted}, Error{damaged}.
std::string read_symbolic_link(const BlocksPtr& blocks, const Inode& inode);

}  // namespace vixmount::fs::ext
