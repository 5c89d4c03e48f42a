// One block of a directory's entries, and directories inside of their inode.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "fs/xfs/inode.hpp"

namespace vixmount::fs::xfs {

struct RawEntry {
  std::uint64_t inode = 0;
  NodeType type = NodeType::unknown;  // unknown without the feature
  std::string_view name;
  std::uint64_t end = 0;  // position behind the entry, see the cursors
};

// A block with entries, verified.
struct EntryBlock {
  CachedBytes block;
  bool is_single = false;  // it is the whole directory
  std::size_t begin = 0;   // of the entries
  std::size_t end = 0;
};

// The block at `block` of the directory's content (in file system blocks).
EntryBlock read_entry_block(const Blocks& blocks, const Inode& directory, std::uint64_t block);

// The entry at `position` of the block. Error{damaged} with its position when there is none; its
// `end` is an offset in the block.
RawEntry entry_at(const Blocks& blocks, const Inode& directory, const EntryBlock& block,
                  std::size_t position);

// Walks the entries in use of a block. Every step is checked and advances by at least 8 bytes. An
// entry's `end` is its offset in the block.
class EntryCursor {
 public:
  EntryCursor(const Blocks& blocks, const Inode& directory, const EntryBlock& block) noexcept
      : blocks_(blocks), directory_(directory), block_(block), position_(block.begin) {}
  bool next(RawEntry& entry);  // false at the end; Error{damaged}

 private:
  const Blocks& blocks_;
  const Inode& directory_;
  const EntryBlock& block_;
  std::size_t position_;
};

// Walks a directory inside of its inode, which has no entries "." and "..". An entry's `end` is its
// number, from 1.
class ShortFormCursor {
 public:
  ShortFormCursor(const Blocks& blocks, const Inode& directory);
  std::uint64_t parent() const noexcept { return parent_; }
  bool next(RawEntry& entry);  // as above

 private:
  std::uint64_t number_at(std::size_t position) const {
    return number_bytes_ == sizeof(be64) ? content_.be64_at(position) : content_.be32_at(position);
  }

  bool has_types_;
  std::uint64_t directory_;
  BytesView content_;
  std::size_t number_bytes_ = 0;
  std::size_t position_ = 0;
  std::uint64_t count_ = 0;
  std::uint64_t index_ = 0;
  std::uint64_t parent_ = 0;
};

}  // namespace vixmount::fs::xfs
