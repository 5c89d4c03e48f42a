// Extended attributes: inside the inode, in a block of their own, or with values in other inodes.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "fs/ext/file_data.hpp"

namespace vixmount::fs::ext {

// Linux names of all attributes that Linux would list, those inside the inode first.
std::vector<std::string> list_xattrs(const BlocksPtr& blocks, const Inode& inode);

// The value by Linux name; ACLs are converted to the form that Linux hands to programs.
std::optional<std::string> get_xattr(const BlocksPtr& blocks, const Inode& inode,
                                     std::string_view name);

// The part of inline data that stands in the attribute "system.data" inside the inode (what goes
// beyond the 60 bytes of i_block); empty when there is none. `origin`, where given, receives its
// byte offset on the volume.
std::string read_inline_data_value(const BlocksPtr& blocks, const Inode& inode,
                                   std::uint64_t* origin = nullptr);

}  // namespace vixmount::fs::ext
