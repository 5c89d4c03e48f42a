// The B-trees that all metadata is in: nodes, search, and walking the leaves.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.hpp"
#include "base/shared_cache.hpp"
#include "fs/hfsplus/fork.hpp"
#include "fs/hfsplus/layout.hpp"

namespace vixmount::fs::hfsplus {

// One node in memory. Records are checked when they are asked for.
class Node {
 public:
  // `origin`: where its first byte lies on the volume. Error{damaged} for what is no node.
  Node(std::vector<std::byte> bytes, std::uint32_t number, std::uint64_t origin);

  std::uint32_t number() const noexcept { return number_; }
  std::uint64_t origin() const noexcept { return origin_; }
  const layout::NodeDescriptor& descriptor() const noexcept { return descriptor_; }
  layout::NodeKind kind() const noexcept { return layout::NodeKind{descriptor_.kind}; }
  unsigned record_count() const noexcept { return descriptor_.record_count; }
  BytesView view() const noexcept { return BytesView(bytes_, origin_); }
  BytesView record(unsigned index) const;

 private:
  std::size_t offset_of(unsigned index) const;

  std::vector<std::byte> bytes_;
  std::uint32_t number_;
  std::uint64_t origin_;
  layout::NodeDescriptor descriptor_;
};
using NodePtr = std::shared_ptr<const Node>;

// A record of a leaf. Its node is held alive.
class Record {
 public:
  Record(NodePtr node, unsigned index, BytesView key, BytesView data)
      : node_(std::move(node)), index_(index), key_(key), data_(data) {}
  BytesView key() const noexcept { return key_; }  // without its length
  BytesView data() const noexcept { return data_; }
  const NodePtr& node() const noexcept { return node_; }
  unsigned index() const noexcept { return index_; }

 private:
  NodePtr node_;
  unsigned index_;
  BytesView key_;
  BytesView data_;
};

// All const members are safe from many threads.
class Tree {
 public:
  // Below, equal or above 0; keys without their length. Error{damaged} for what is no key.
  using Order = std::function<int(BytesView, BytesView)>;
  // Nodes that were used lately, of each tree.
  static constexpr std::size_t kMostCachedBytes = 2UL << 20;

  // `file`: the tree's fork; `name` is for messages. Error{damaged}, Error{unsupported}.
  Tree(std::string name, ForkPtr file,
       const std::function<Order(const layout::TreeHeader&)>& choose_order);

  const layout::TreeHeader& header() const noexcept { return header_; }

  // The record with exactly this key.
  std::optional<Record> find(BytesView key) const;
  // The last record whose key is not above `key`.
  std::optional<Record> find_last_up_to(BytesView key) const;
  // The first record whose key is not below `key`.
  std::optional<Record> find_first_from(BytesView key) const;
  // The record behind `record`. Error{damaged} where leaves are not chained in order.
  std::optional<Record> next(const Record& record) const;
  // Record `index` of leaf `node`; nothing when there is no such record or leaf.
  std::optional<Record> at(std::uint32_t node, unsigned index) const;

 private:
  // Deeper than any tree of 2^32 nodes of at least two children.
  static constexpr unsigned kMostDepth = 32;

  NodePtr node(std::uint32_t number) const;
  NodePtr read_node(std::uint32_t number) const;
  Record leaf_record(const NodePtr& node, unsigned index) const;
  BytesView key_of(const Node& node, unsigned index) const;
  std::size_t bytes_of_key_in(const Node& node, BytesView record) const;
  std::uint32_t child(const Node& node, unsigned index) const;
  // How many of the node's keys are below or equal to `key`.
  unsigned count_up_to(const Node& node, BytesView key) const;
  NodePtr find_leaf(BytesView key) const;

  std::string name_;
  ForkPtr file_;
  layout::TreeHeader header_;
  Order order_;
  std::optional<SharedCache<Node>> nodes_;  // by number
};

}  // namespace vixmount::fs::hfsplus
