// Inodes: finding and checking one, and its fields as numbers.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "fs/ext/blocks.hpp"
#include "fs/file_system.hpp"

namespace vixmount::fs::ext {

inline constexpr std::uint32_t kRootInode = 2;

enum class InodeFlag : std::uint32_t {
  compressed = 0x4,
  encrypted = 0x800,
  indexed = 0x1000,  // directory with a hash tree
  huge_file = 0x40000,
  extents = 0x80000,
  verity = 0x100000,
  ea_inode = 0x200000,
  inline_data = 0x10000000,
  casefolded = 0x40000000,
};

struct Inode {
  std::uint32_t number = 0;
  std::uint16_t mode = 0;
  std::uint32_t owner = 0;
  std::uint32_t group = 0;
  std::uint32_t link_count = 0;
  std::uint32_t flags = 0;
  std::uint32_t generation = 0;
  std::uint32_t version = 0;  // i_version's low half
  std::uint64_t size = 0;     // bytes
  std::uint64_t allocated_size = 0;
  std::uint64_t xattr_block = 0;
  std::uint16_t extra_size = 0;  // bytes behind the first 128 that are fields
  bool has_inline_xattrs = false;
  Timestamp accessed, modified, changed;
  std::optional<Timestamp> born;
  std::array<std::byte, layout::kInodeBlockBytes> block{};  // i_block
  std::uint32_t checksum_seed = 0;                          // for blocks that belong to this inode

  NodeType type() const noexcept;
  bool has(InodeFlag flag) const noexcept {
    return (flags & static_cast<std::uint32_t>(flag)) != 0;
  }
};

// Byte offset of inode `number` on the volume. Error{not_found} when the number is 0 or too large.
std::uint64_t inode_offset(const Blocks& blocks, std::uint32_t number);

// All inode_size bytes of the inode, unchecked.
CachedBytes read_inode_bytes(const Blocks& blocks, std::uint32_t number);

// Reads, checks (checksum) and parses. Free inodes are parsed too: callers look at link_count and
// mode.
Inode read_inode(const Blocks& blocks, std::uint32_t number);

// crc32c of the inode as stored (checksum fields counted as zero); `bytes` is the whole inode.
std::uint32_t inode_checksum(std::uint32_t inode_seed, BytesView bytes);
// Start value for checksums of the inode and of its blocks.
std::uint32_t inode_checksum_seed(const Superblock& superblock, std::uint32_t number,
                                  std::uint32_t generation);

}  // namespace vixmount::fs::ext
