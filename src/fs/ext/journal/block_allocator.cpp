#include "fs/ext/journal/block_allocator.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "fs/ext/groups.hpp"

namespace vixmount::fs::ext::jbd2 {

void BlockAllocator::exclude(std::uint64_t first, std::uint64_t length) {
  excluded_.push_back({first, first + length});
}

std::uint64_t BlockAllocator::blocks_per_cluster() const noexcept {
  return blocks_.superblock().cluster_size / blocks_.block_size();
}

bool BlockAllocator::is_excluded(std::uint64_t first, std::uint64_t last) const {
  // `excluded_` is sorted by its beginnings, and each end is the largest so far.
  const auto next = std::ranges::upper_bound(excluded_, last, {}, &ByteRange::begin);
  return next != excluded_.begin() && (next - 1)->end > first;
}

void BlockAllocator::load_next_group() {
  const auto& superblock = blocks_.superblock();
  bitmap_.clear();
  while (bitmap_.empty()) {
    if (next_group_ == superblock.group_count)
      fail(ErrorKind::limit_exceeded, "no free block is left for replayed structures");
    const auto group = read_group(blocks_, next_group_);
    const auto index = next_group_++;
    // The bitmap of such a group is not written yet: which of its blocks hold metadata would have
    // to be computed.
    if ((group.flags & layout::kGroupBlockBitmapUnused) != 0) continue;
    first_block_ = superblock.first_block_of_group(index);
    group_clusters_ = std::min<std::uint64_t>(superblock.blocks_per_group,
                                              superblock.block_count - first_block_) /
                      blocks_per_cluster();
    next_cluster_ = 0;
    const auto bytes = blocks_.read(group.block_bitmap, "block bitmap");
    bitmap_.assign(bytes.view().span().begin(), bytes.view().span().end());
    group_clusters_ = std::min<std::uint64_t>(group_clusters_, bitmap_.size() * 8);
  }
}

std::uint64_t BlockAllocator::allocate() {
  if (!sorted_) {
    std::ranges::sort(excluded_, {}, &ByteRange::begin);
    for (std::size_t i = 1; i < excluded_.size(); ++i)
      excluded_[i].end = std::max(excluded_[i].end, excluded_[i - 1].end);
    sorted_ = true;
  }
  for (;;) {
    if (next_cluster_ == group_clusters_) load_next_group();
    if (next_cluster_ == group_clusters_) continue;
    const auto cluster = next_cluster_++;
    const auto bits = std::to_integer<unsigned>(bitmap_[cluster / 8]);
    if ((bits >> (cluster % 8) & 1U) != 0) continue;
    const auto first = first_block_ + cluster * blocks_per_cluster();
    if (!is_excluded(first, first + blocks_per_cluster() - 1)) return first;
  }
}

}  // namespace vixmount::fs::ext::jbd2
