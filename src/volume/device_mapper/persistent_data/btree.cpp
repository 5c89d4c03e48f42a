#include "volume/device_mapper/persistent_data/btree.hpp"

#include <algorithm>

#include "base/error.hpp"

namespace vixmount::volume::device_mapper {

Node::Node(MetadataBlockPtr block) : block_(std::move(block)), bytes_(block_->bytes()) {
  const auto header = bytes_.get<layout::NodeHeader>(0);
  const std::uint32_t flags = header.flags;
  if (flags != layout::kInternalNode && flags != layout::kLeafNode)
    fail_at(offset(), "B-tree node: it is neither internal nor a leaf (flags {:#x})", flags);
  is_leaf_ = flags == layout::kLeafNode;
  count_ = header.entry_count;
  max_entries_ = header.max_entries;
  value_size_ = header.value_size;
  const auto room = std::uint64_t{layout::kBlockSize} - sizeof(header);
  if (max_entries_ > room / (sizeof(le64) + std::uint64_t{value_size_}))
    fail_at(offset(), "B-tree node: {} entries with values of {} bytes do not fit a block",
            max_entries_, value_size_);
  if (count_ > max_entries_)
    fail_at(offset(), "B-tree node: {} entries, where {} fit", count_, max_entries_);
  if (!is_leaf_ && (count_ == 0 || value_size_ != sizeof(le64)))
    fail_at(offset(), "B-tree node: an internal node with {} entries of {} bytes", count_,
            value_size_);
  for (std::uint32_t i = 1; i < count_; ++i)
    if (key(i - 1) >= key(i))
      fail_at(offset(), "B-tree node: key {} is followed by {}", key(i - 1), key(i));
}

std::uint64_t Node::key(std::uint32_t index) const {
  return bytes_.le64_at(sizeof(layout::NodeHeader) + index * sizeof(le64));
}

BytesView Node::value(std::uint32_t index) const {
  return bytes_.sub(
      sizeof(layout::NodeHeader) + max_entries_ * sizeof(le64) + std::size_t{index} * value_size_,
      value_size_);
}

std::uint32_t Node::lower_bound(std::uint64_t wanted) const {
  std::uint32_t low = 0;
  std::uint32_t high = count_;
  while (low < high) {
    const auto middle = low + (high - low) / 2;
    if (key(middle) < wanted)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

NodePtr NodeCache::read(std::uint64_t block) const {
  {
    const std::lock_guard lock(mutex_);
    if (const auto found = by_block_.find(block); found != by_block_.end()) {
      recent_.splice(recent_.begin(), recent_, found->second);
      return found->second->second;
    }
  }
  auto node = std::make_shared<const Node>(blocks_.read(block, BlockKind::node));
  const std::lock_guard lock(mutex_);
  if (by_block_.contains(block)) return node;
  recent_.emplace_front(block, node);
  by_block_.emplace(block, recent_.begin());
  if (recent_.size() > kMostNodes) {
    by_block_.erase(recent_.back().first);
    recent_.pop_back();
  }
  return node;
}

// The node at `block`, which its parent says to hold keys from `first` to `last` only. That also
// bounds every walk: two parents cannot share a node that has keys.
NodePtr BTree::read_within(std::uint64_t block, std::uint64_t first, std::uint64_t last) const {
  auto node = nodes_->read(block);
  if (node->count() != 0 && (node->key(0) < first || node->key(node->count() - 1) > last))
    fail_at(node->offset(), "B-tree node: it has keys {} to {}, its parent says {} to {}",
            node->key(0), node->key(node->count() - 1), first, last);
  if (node->is_leaf() && node->value_size() != value_size_)
    fail_at(node->offset(), "B-tree node: values of {} bytes, where {} were expected",
            node->value_size(), value_size_);
  return node;
}

BTree::Place BTree::find(std::uint64_t key) const {
  std::uint64_t first = 0;
  std::uint64_t last = kLastKey;
  auto block = root_;
  for (unsigned level = 0; level < kMostLevels; ++level) {
    auto node = read_within(block, first, last);
    const auto at = node->lower_bound(key);
    if (node->is_leaf()) return {std::move(node), at, last};
    // The child in front of the first key that is higher; keys below all keys belong nowhere, and
    // the first child is where they would be put.
    const auto exact = at < node->count() && node->key(at) == key;
    const auto child = exact || at == 0 ? at : at - 1;
    if (child != 0) first = node->key(child);
    if (child + 1 < node->count()) last = node->key(child + 1) - 1;
    block = node->value(child).le64_at(0);
  }
  fail(ErrorKind::damaged, "the B-tree at metadata block {} has more than {} levels", root_,
       kMostLevels);
}

std::optional<BytesView> BTree::lookup(std::uint64_t key, NodePtr& holder) const {
  const auto place = find(key);
  holder = place.leaf;
  if (place.index == holder->count() || holder->key(place.index) != key) return std::nullopt;
  return holder->value(place.index);
}

}  // namespace vixmount::volume::device_mapper
