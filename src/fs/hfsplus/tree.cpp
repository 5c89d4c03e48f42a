#include "fs/hfsplus/tree.hpp"

#include <algorithm>

#include "base/checked.hpp"
#include "base/error.hpp"

namespace vixmount::fs::hfsplus {
namespace {

constexpr std::size_t kDescriptorBytes = sizeof(layout::NodeDescriptor);
constexpr std::size_t kLeastNode = 512, kMostNode = 32768;

}  // namespace

Node::Node(std::vector<std::byte> bytes, std::uint32_t number, std::uint64_t origin)
    : bytes_(std::move(bytes)),
      number_(number),
      origin_(origin),
      descriptor_(view().get<layout::NodeDescriptor>(0)) {
  // Behind the records stands a table of 16-bit offsets, one more than there are records.
  if (record_count() > (bytes_.size() - kDescriptorBytes) / 2 - 1)
    fail_at(origin_ + 10, "tree node {} of {} records", number_, record_count());
}

std::size_t Node::offset_of(unsigned index) const {
  return view().be16_at(bytes_.size() - 2 * (std::size_t{index} + 1));
}

BytesView Node::record(unsigned index) const {
  const auto begin = offset_of(index), end = offset_of(index + 1);
  const auto limit = bytes_.size() - 2 * (std::size_t{record_count()} + 1);
  if (begin < kDescriptorBytes || end < begin || end > limit)
    fail_at(origin_ + bytes_.size() - 2 * (std::size_t{index} + 1),
            "record {} of tree node {} is said to be at {} to {}", index, number_, begin, end);
  return view().sub(begin, end - begin);
}

Tree::Tree(std::string name, ForkPtr file,
           const std::function<Order(const layout::TreeHeader&)>& choose_order)
    : name_(std::move(name)), file_(std::move(file)) {
  if (file_->size() < kLeastNode)
    fail(ErrorKind::damaged, "the {} has {} bytes, too few for a tree", name_, file_->size());
  const auto at = file_->position_of(0);
  const Node first(io::read_bytes(*file_, 0, kLeastNode), 0, at);
  if (first.kind() != layout::NodeKind::header)
    fail_at(at + 8, "the {} does not begin with a header node", name_);
  header_ = first.view().get<layout::TreeHeader>(kDescriptorBytes);
  const std::size_t node_size = header_.node_size;
  if (!is_power_of_two(node_size) || node_size < kLeastNode || node_size > kMostNode)
    fail_at(at + 32, "the {} has nodes of {} bytes", name_, node_size);
  if (header_.depth > kMostDepth)
    fail_at(at + 14, "the {} is {} levels deep", name_, header_.depth.value());
  order_ = choose_order(header_);
  nodes_.emplace(kMostCachedBytes / node_size);
}

NodePtr Tree::read_node(std::uint32_t number) const {
  const std::uint64_t node_size = header_.node_size;
  const auto offset = number * node_size;
  if (!fits(offset, node_size, file_->size()))
    fail_at(file_->position_of(0), "the {} names its node {}, and has {}", name_, number,
            file_->size() / node_size);
  return std::make_shared<const Node>(io::read_bytes(*file_, offset, node_size), number,
                                      file_->position_of(offset));
}

NodePtr Tree::node(std::uint32_t number) const {
  return nodes_->get(number, [&] { return read_node(number); });
}

// With the two bytes (trees of version 4 and 5 have big keys) of its length.
std::size_t Tree::bytes_of_key_in(const Node& node, BytesView record) const {
  const bool fixed = node.kind() == layout::NodeKind::index &&
                     (header_.attributes & layout::kVariableIndexKeys) == 0;
  return 2 + std::size_t{fixed ? header_.longest_key.value() : record.be16_at(0)};
}

BytesView Tree::key_of(const Node& node, unsigned index) const {
  const auto record = node.record(index);
  return record.sub(2, record.be16_at(0));
}

std::uint32_t Tree::child(const Node& node, unsigned index) const {
  const auto record = node.record(index);
  const auto at = bytes_of_key_in(node, record);
  return record.be32_at(at + at % 2);
}

Record Tree::leaf_record(const NodePtr& node, unsigned index) const {
  const auto record = node->record(index);
  const auto at = bytes_of_key_in(*node, record);
  return {node, index, key_of(*node, index), record.from(at + at % 2)};
}

unsigned Tree::count_up_to(const Node& node, BytesView key) const {
  unsigned low = 0, high = node.record_count();
  while (low < high) {
    const auto middle = low + (high - low) / 2;
    if (order_(key_of(node, middle), key) <= 0)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

// The leaf where `key` is or would be; none in an empty tree.
NodePtr Tree::find_leaf(BytesView key) const {
  if (header_.depth == 0 || header_.root == 0) return nullptr;
  auto at = node(header_.root);
  for (unsigned height = header_.depth; height > 1; --height) {
    if (at->kind() != layout::NodeKind::index || at->descriptor().height != height)
      fail_at(at->origin() + 8, "node {} of the {} is not an index of height {}", at->number(),
              name_, height);
    if (at->record_count() == 0)
      fail_at(at->origin() + 10, "node {} of the {} is empty", at->number(), name_);
    at = node(child(*at, std::max(count_up_to(*at, key), 1U) - 1));
  }
  if (at->kind() != layout::NodeKind::leaf || at->descriptor().height != 1)
    fail_at(at->origin() + 8, "node {} of the {} is not a leaf", at->number(), name_);
  return at;
}

std::optional<Record> Tree::find_last_up_to(BytesView key) const {
  const auto leaf = find_leaf(key);
  if (!leaf) return std::nullopt;
  const auto count = count_up_to(*leaf, key);
  // Only the first leaf can have nothing up to the key: indexes repeat the first key of each.
  if (count == 0) return std::nullopt;
  return leaf_record(leaf, count - 1);
}

std::optional<Record> Tree::find(BytesView key) const {
  auto found = find_last_up_to(key);
  if (found && order_(found->key(), key) != 0) found.reset();
  return found;
}

std::optional<Record> Tree::find_first_from(BytesView key) const {
  const auto leaf = find_leaf(key);
  if (!leaf) return std::nullopt;
  const auto count = count_up_to(*leaf, key);
  if (count == 0) return leaf->record_count() == 0 ? std::nullopt : at(leaf->number(), 0);
  auto last = leaf_record(leaf, count - 1);
  if (order_(last.key(), key) == 0) return last;
  return next(last);
}

std::optional<Record> Tree::next(const Record& record) const {
  auto leaf = record.node();
  unsigned index = record.index() + 1;
  if (index == leaf->record_count()) {
    const std::uint32_t number = leaf->descriptor().next;
    if (number == 0) return std::nullopt;
    leaf = node(number);
    index = 0;
    if (leaf->kind() != layout::NodeKind::leaf || leaf->record_count() == 0)
      fail_at(leaf->origin() + 8, "node {} of the {} is not the leaf that follows node {}", number,
              name_, record.node()->number());
  }
  auto following = leaf_record(leaf, index);
  // A chain of leaves that leads back cannot be in order.
  if (order_(record.key(), following.key()) >= 0)
    fail_at(following.key().origin(), "leaf {} of the {} is out of order", leaf->number(), name_);
  return following;
}

std::optional<Record> Tree::at(std::uint32_t number, unsigned index) const {
  if (!fits(std::uint64_t{number} * header_.node_size, header_.node_size, file_->size()))
    return std::nullopt;
  const auto leaf = node(number);
  if (leaf->kind() != layout::NodeKind::leaf || index >= leaf->record_count()) return std::nullopt;
  return leaf_record(leaf, index);
}

}  // namespace vixmount::fs::hfsplus
