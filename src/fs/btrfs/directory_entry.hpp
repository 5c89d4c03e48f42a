// Entries with a name: of directories, and extended attributes, which are stored alike.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>

#include "fs/btrfs/tree.hpp"
#include "fs/file_system.hpp"

namespace vixmount::fs::btrfs {

// Valid as long as the item it was parsed from.
struct NamedEntry {
  std::string_view name;
  std::string_view data;  // of an attribute
  Key location;           // an inode, or a ROOT_ITEM: a subvolume
  std::uint8_t type = 0;

  NodeType node_type() const noexcept;
};

// An item may hold several, whose names have the same hash. `visit` returns false to stop.
// Error{damaged}.
void for_each_entry(BytesView item, const std::function<bool(const NamedEntry&)>& visit);

// The type that an entry for an inode of this mode has.
std::uint8_t entry_type_of(std::uint32_t mode) noexcept;

// What keys of DIR_ITEMs and XATTR_ITEMs carry as their offset.
std::uint64_t name_hash(std::string_view name) noexcept;

}  // namespace vixmount::fs::btrfs
