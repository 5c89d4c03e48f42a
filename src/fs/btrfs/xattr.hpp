// Extended attributes. Names and values are stored as Linux shows them, ACLs too.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "fs/btrfs/tree.hpp"

namespace vixmount::fs::btrfs {

// `items` stands on the inode and is moved.
bool has_xattrs(const Tree& subvolume, Items& items, std::uint64_t inode);
std::vector<std::string> list_xattrs(const Tree& subvolume, std::uint64_t inode);
std::optional<std::string> get_xattr(const Tree& subvolume, std::uint64_t inode,
                                     std::string_view name);

}  // namespace vixmount::fs::btrfs
