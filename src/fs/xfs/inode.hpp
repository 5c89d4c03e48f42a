// Inodes: finding and checking one, its fields as numbers, and its two forks.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "fs/file_system.hpp"
#include "fs/xfs/blocks.hpp"

namespace vixmount::fs::xfs {

enum class ForkFormat : std::uint8_t { device = 0, local = 1, extents = 2, tree = 3 };

enum class InodeFlag : std::uint16_t { realtime = 0x1 };
enum class InodeFlag2 : std::uint64_t {
  big_time = 0x8,
  large_extent_counts = 0x10,
};

// One of the two "forks" of an inode: its data, or its extended attributes.
struct Fork {
  ForkFormat format = ForkFormat::local;
  std::uint64_t extent_count = 0;
  BytesView bytes;  // content, list of extents or root of their tree, with what is unused behind
};

// Holds its bytes alive. Copies share them.
struct Inode {
  std::uint64_t number = 0;
  std::uint8_t version = 0;
  std::uint16_t mode = 0;
  std::uint32_t owner = 0;
  std::uint32_t group = 0;
  std::uint32_t link_count = 0;
  std::uint32_t project = 0;
  std::uint16_t flags = 0;
  std::uint64_t flags2 = 0;
  std::uint32_t generation = 0;
  std::uint64_t size = 0;         // bytes
  std::uint64_t block_count = 0;  // both forks, with their trees
  Timestamp accessed, modified, changed;
  std::optional<Timestamp> born;  // version 3
  Fork data;
  std::optional<Fork> attributes;
  CachedBytes bytes;

  NodeType type() const noexcept;
  bool has(InodeFlag flag) const noexcept {
    return (flags & static_cast<std::uint16_t>(flag)) != 0;
  }
  bool has(InodeFlag2 flag) const noexcept {
    return (flags2 & static_cast<std::uint64_t>(flag)) != 0;
  }
};

// Byte offset of inode `number` on the volume: the number is a group, a block and an inode in it.
// Error{not_found} when there can be no such inode.
std::uint64_t inode_offset(const Blocks& blocks, std::uint64_t number);

// Reads, checks (magic, checksum, own number) and parses. Free inodes are parsed too: callers look
// at the mode.
Inode read_inode(const Blocks& blocks, std::uint64_t number);

}  // namespace vixmount::fs::xfs
