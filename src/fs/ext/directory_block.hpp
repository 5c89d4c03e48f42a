// One block of a directory (or one part of an inline one): its entries, and its checksum.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "fs/ext/blocks.hpp"
#include "fs/ext/inode.hpp"
#include "fs/ext/name_hash.hpp"

namespace vixmount::fs::ext {

struct RawEntry {
  std::uint32_t inode = 0;
  NodeType type = NodeType::unknown;
  std::string_view name;         // as stored
  std::size_t end = 0;           // offset behind the entry
  std::optional<NameHash> hash;  // only directories with both encryption and casefold store one
};

// Walks the entries in use. Every step is checked and advances by at least 12 bytes.
class EntryCursor {
 public:
  EntryCursor(const Superblock& superblock, const Inode& directory, BytesView bytes) noexcept
      : bytes_(bytes),
        inode_count_(superblock.inode_count),
        directory_(directory.number),
        has_types_(superblock.has(Incompat::filetype)),
        has_hashes_(directory.has(InodeFlag::encrypted) && directory.has(InodeFlag::casefolded)) {}
  // False at the end. Error{damaged} with the entry's position.
  bool next(RawEntry& entry);

 private:
  BytesView bytes_;
  std::size_t position_ = 0;
  std::uint32_t inode_count_;
  std::uint32_t directory_;
  bool has_types_;
  bool has_hashes_;
};

// The length of a record as stored in blocks of `block_size` bytes.
std::uint32_t record_length(std::uint16_t stored, std::uint32_t block_size) noexcept;

// True for directories that keep a hash tree.
bool has_hash_tree(const Superblock& superblock, const Inode& directory) noexcept;

// The block at `logical`, its checksum verified. Error{damaged} for holes too.
CachedBytes read_directory_block(const Blocks& blocks, const Inode& directory,
                                 std::uint64_t logical);

// Blocks of the directory's content, bounded by the blocks there are.
std::uint64_t directory_blocks(const Blocks& blocks, const Inode& directory);

// Where the hash entries (first of them: limit and count) start in a node of a hash tree; nothing
// when `block` is no such node.
std::optional<std::size_t> hash_entries_offset(BytesView block);

}  // namespace vixmount::fs::ext
