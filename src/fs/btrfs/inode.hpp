// Inodes, and their numbers across subvolumes.
#pragma once

#include <cstdint>

#include "fs/btrfs/tree.hpp"
#include "fs/file_system.hpp"

namespace vixmount::fs::btrfs {

// NodeId: the subvolume's id in the upper bits, its own inode number in the lower ones. Neither
// number is ever used again by Linux; at a thousand new files a second the lower ones last for more
// than a year. Beyond them: Error{limit_exceeded}.
inline constexpr unsigned kInodeBits = 36;
inline constexpr unsigned kSubvolumeBits = 20;

// Of the inode part: an empty directory in place of a subvolume of another tree; the child's id
// follows.
inline constexpr std::uint64_t kPlaceholder = 1ULL << (kInodeBits - 1);

struct InodeNumber {
  std::uint64_t subvolume = 0;
  std::uint64_t inode = 0;

  NodeId pack() const;
  static InodeNumber unpack(NodeId node) noexcept {
    return {node >> kInodeBits, node & ((1ULL << kInodeBits) - 1)};
  }
  bool is_placeholder() const noexcept { return (inode & kPlaceholder) != 0; }
};

enum class InodeFlag : std::uint64_t { no_data_checksums = 1 };

struct Inode {
  std::uint64_t number = 0;
  std::uint64_t generation = 0;
  std::uint64_t size = 0;             // bytes
  std::uint64_t allocated_bytes = 0;  // without padding
  std::uint32_t link_count = 0;
  std::uint32_t owner = 0;
  std::uint32_t group = 0;
  std::uint32_t mode = 0;
  std::uint64_t device = 0;
  std::uint64_t flags = 0;
  Timestamp accessed, changed, modified, born;

  NodeType type() const noexcept;
  bool has(InodeFlag flag) const noexcept {
    return (flags & static_cast<std::uint64_t>(flag)) != 0;
  }
};

constexpr Key first_key_of(std::uint64_t inode) noexcept {
  return {inode, ItemType::inode_item, 0};
}

// Error{not_found} when the subvolume has no such inode, Error{damaged}.
Inode read_inode(const Tree& subvolume, std::uint64_t number);
// The same from items that begin at its first key: what belongs to the inode follows there.
Inode read_inode(const Items& items, std::uint64_t number);
Inode parse_inode(std::uint64_t number, BytesView item);

}  // namespace vixmount::fs::btrfs
