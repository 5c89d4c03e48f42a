// Extended attributes: inside the inode, in leaves, or with values in blocks of their own.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "fs/xfs/inode.hpp"

namespace vixmount::fs::xfs {

// Linux names of all attributes that root sees; an ACL has two, as in Linux: system.posix_acl_...
// and trusted.SGI_ACL_... Parent pointers are not shown.
std::vector<std::string> list_xattrs(const Blocks& blocks, const Inode& inode);

// The value by Linux name; ACLs as system.posix_acl_... are converted to the form that Linux hands
// to programs.
std::optional<std::string> get_xattr(const Blocks& blocks, const Inode& inode,
                                     std::string_view name);

}  // namespace vixmount::fs::xfs
