// Entries added to and removed from a directory by fast commit replay.
//
// A directory with a hash tree is turned into a linear one before its first new entry: the nodes of
// the tree become empty blocks and the flag of the index goes. Lookups are correct then, if slower,
// and the tree need not be kept in order.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "fs/ext/blocks.hpp"
#include "fs/ext/journal/block_allocator.hpp"
#include "fs/ext/journal/directory_block.hpp"
#include "fs/ext/journal/edited_inode.hpp"
#include "io/overlay_source.hpp"

namespace vixmount::fs::ext::jbd2 {

// What all directories of one replay share.
struct DirectoryContext {
  const Blocks& blocks;
  BlockAllocator& allocator;
  io::OverlaySource& overlay;
  std::uint64_t blocks_to_read;  // bound of the work: how many directory blocks may still be read
};

class EditedDirectory {
 public:
  // Error{unsupported} for directories whose entries are inside the inode.
  EditedDirectory(EditedInode& inode, DirectoryContext& context);

  // Makes it empty, as after mkdir.
  void initialise(std::uint32_t parent);
  // False when the name exists.
  bool add(std::string_view name, std::uint32_t inode, std::uint16_t mode);
  // Removes the entry `name` when it leads to `inode`; false when there is none.
  bool remove(std::string_view name, std::uint32_t inode);

 private:
  std::uint32_t block_count() const;
  bool is_indexed() const;
  bool has_tails() const;
  // Reads logical block `logical` into buffer_. False for a hole.
  bool read(std::uint32_t logical);
  DirectoryBlock view() { return {buffer_, has_tails()}; }
  // Whether the block in buffer_ holds entries (and not a node of the hash tree).
  bool holds_entries(std::uint32_t logical);
  void check();  // of the block in buffer_
  void write();  // the block in buffer_
  void append();
  void make_linear();

  EditedInode& inode_;
  DirectoryContext& context_;
  std::vector<std::byte> buffer_;
  std::uint64_t place_ = 0;  // of the block in buffer_
};

}  // namespace vixmount::fs::ext::jbd2
