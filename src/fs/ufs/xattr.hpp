// Extended attributes of UFS2, which stand in blocks of their own beside the file's.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "fs/ufs/inode.hpp"

namespace vixmount::fs::ufs {

// FreeBSD's name spaces as Linux names: "user" is "user."; "system", which only root may see, is
// "trusted.", but POSIX.1e ACLs are "system.posix_acl_access" and "system.posix_acl_default".
std::vector<std::string> list_xattrs(const Volume& volume, const Inode& inode);
std::optional<std::string> get_xattr(const Volume& volume, const Inode& inode,
                                     std::string_view name);

}  // namespace vixmount::fs::ufs
