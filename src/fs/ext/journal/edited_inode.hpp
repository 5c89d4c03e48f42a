// One inode that fast commit replay changes: its raw bytes and, when they are needed, its blocks.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "fs/ext/blocks.hpp"
#include "fs/ext/journal/block_allocator.hpp"
#include "fs/ext/journal/extent_list.hpp"
#include "fs/ext/layout.hpp"
#include "io/overlay_source.hpp"

namespace vixmount::fs::ext::jbd2 {

class EditedInode {
 public:
  // The inode as the full transactions left it; an unused one (by its group's bitmap) is all
  // zeros. `blocks` is held by reference.
  static EditedInode load(const Blocks& blocks, std::uint32_t number);

  std::uint32_t number() const noexcept { return number_; }
  layout::Inode fields() const;  // what the inode is too small for is 0
  bool is_in_use() const;        // has a type and a name
  bool is_directory() const;
  bool has_extents() const;  // its data is mapped by an extent tree
  bool has_inline_data() const;
  std::uint64_t size() const;  // bytes

  // The raw inode of a fast commit; it may be shorter than the inode. What stands where the block
  // map is counts only for content without blocks: symbolic links, device nodes, inline data.
  void assign(std::span<const std::byte> raw);
  // Makes it an unused one: its last name is gone.
  void release();
  void set_size(std::uint64_t size);
  void set_link_count(std::uint16_t count);
  void clear_flag(std::uint32_t flag);

  // Error{unsupported} for an inode without extent tree: such maps are never fast-committed.
  ExtentList& extents();

  // Start value for checksums of the inode and its blocks.
  std::uint32_t checksum_seed() const;

  // Writes the extent tree, where it was asked for, and the inode.
  void store(BlockAllocator& allocator, io::OverlaySource& overlay);

 private:
  EditedInode(const Blocks& blocks, std::uint32_t number) : blocks_(&blocks), number_(number) {}
  void put(std::size_t offset, std::span<const std::byte> bytes);
  std::span<std::byte> block_map();

  const Blocks* blocks_;
  std::uint32_t number_;
  bool was_in_use_ = false;
  std::vector<std::byte> raw_;  // inode_size bytes
  std::optional<ExtentList> extents_;
};

}  // namespace vixmount::fs::ext::jbd2
