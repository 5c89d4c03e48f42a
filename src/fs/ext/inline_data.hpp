// Small files and directories whose content stands in the inode itself (feature inline_data): 60
// bytes in i_block, the rest in the extended attribute "system.data".
#pragma once

#include <string>

#include "fs/ext/file_data.hpp"

namespace vixmount::fs::ext {

// The content, exactly `inode.size` bytes. Error{damaged} when the inode has room for fewer.
std::string read_inline_content(const BlocksPtr& blocks, const Inode& inode);

}  // namespace vixmount::fs::ext
