// Free blocks of the file system, for structures that fast commit replay makes anew in the overlay.
#pragma once

#include <cstdint>
#include <set>
#include <vector>

#include "base/checked.hpp"
#include "fs/ext/blocks.hpp"

namespace vixmount::fs::ext::jbd2 {

class BlockAllocator {
 public:
  // `blocks`: the file system as the full transactions left it. Held by reference.
  explicit BlockAllocator(const Blocks& blocks) : blocks_(blocks) {}

  // These blocks are in use though the bitmaps do not say so yet. Only before the first allocate().
  void exclude(std::uint64_t first, std::uint64_t length);

  // A block that no bitmap, no exclusion and no earlier call names. Error{limit_exceeded} when
  // there is none.
  std::uint64_t allocate();

 private:
  bool is_excluded(std::uint64_t first, std::uint64_t last) const;
  void load_next_group();
  std::uint64_t blocks_per_cluster() const noexcept;

  const Blocks& blocks_;
  std::vector<ByteRange> excluded_;  // of blocks; sorted before the first use
  bool sorted_ = false;
  std::uint32_t next_group_ = 0;
  std::vector<std::byte> bitmap_;     // of group next_group_ - 1; one bit per cluster
  std::uint64_t first_block_ = 0;     // of that group
  std::uint64_t next_cluster_ = 0;    // in that group
  std::uint64_t group_clusters_ = 0;  // of that group
};

}  // namespace vixmount::fs::ext::jbd2
