// INODE_REF and INODE_EXTREF items: the names under which directories hold an inode.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "fs/btrfs/tree.hpp"

namespace vixmount::fs::btrfs {

struct InodeReference {
  std::uint64_t parent = 0;  // directory
  std::uint64_t index = 0;   // of the entry in it
  std::string name;

  bool same_name(const InodeReference& other) const noexcept {
    return parent == other.parent && name == other.name;
  }
};

// All of an item of either type. Error{damaged}.
std::vector<InodeReference> parse_references(const Key& key, BytesView item);

// The data of such an item.
std::vector<std::byte> build_references(ItemType type,
                                        const std::vector<InodeReference>& references);

// What keys of INODE_EXTREFs carry as their offset.
std::uint64_t extended_reference_hash(std::uint64_t parent, std::string_view name) noexcept;

}  // namespace vixmount::fs::btrfs
