// The data blocks of one file as a list that can be changed, and its way back into an extent tree.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "fs/ext/blocks.hpp"
#include "fs/ext/inode.hpp"
#include "fs/ext/journal/block_allocator.hpp"
#include "io/overlay_source.hpp"

namespace vixmount::fs::ext::jbd2 {

// Bound of the extents of one file that fast commits change, 24 bytes each. A file of 4 GiB that
// lies in single blocks has as many.
inline constexpr std::size_t kMostExtents = std::size_t{1} << 20;

// Blocks with content. Preallocated extents are not kept: to a reader they are holes.
class ExtentList {
 public:
  ExtentList() = default;
  // Error{damaged}, Error{limit_exceeded}.
  static ExtentList load(const Blocks& blocks, const Inode& inode);

  // Whether it differs from what load() found; a new list does.
  bool is_changed() const noexcept { return changed_; }
  // Where logical block `logical` lies; 0: a hole.
  std::uint64_t physical(std::uint32_t logical) const noexcept;
  // Replaces what was mapped in [logical, logical + length).
  void add(std::uint64_t logical, std::uint64_t physical, std::uint64_t length);
  void remove(std::uint64_t logical, std::uint64_t length);

  // Writes the tree: its root into `root` (an inode's i_block), other nodes into free blocks.
  // `seed` begins the nodes' checksums.
  void store(std::span<std::byte> root, std::uint32_t seed, BlockAllocator& allocator,
             io::OverlaySource& overlay) const;

 private:
  struct Extent {
    std::uint64_t logical = 0;
    std::uint64_t physical = 0;
    std::uint64_t length = 0;  // blocks
    std::uint64_t end() const noexcept { return logical + length; }
  };
  void push(const Extent& extent);

  std::vector<Extent> extents_;  // ascending, not overlapping
  bool changed_ = true;
};

}  // namespace vixmount::fs::ext::jbd2
