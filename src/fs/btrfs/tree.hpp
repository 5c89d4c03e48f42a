// A tree of items in the order of their keys, with what the log changes laid over it.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "fs/btrfs/node_reader.hpp"

namespace vixmount::fs::btrfs {

// Items that replace those of the same key or are new; nothing in place of data: the item is gone.
using ItemOverlay = std::map<Key, std::optional<std::vector<std::byte>>>;

// A value; cheap to copy. All const members are safe from many threads.
struct Tree {
  NodeReaderPtr nodes;
  NodePointer root;
  std::shared_ptr<const ItemOverlay> overlay;  // null: none

  const Superblock& superblock() const noexcept { return nodes->superblock(); }
};

// A place between the items of the nodes alone, without the overlay. For one thread.
class NodeItems {
 public:
  // Stands on the first item whose key is not below `key`, or at the end.
  NodeItems(const Tree& tree, const Key& key);

  bool at_end() const noexcept { return slot() == leaf().count(); }
  Key key() const noexcept { return leaf().key(slot()); }
  BytesView data() const { return leaf().data(slot()); }
  const NodePtr& node() const noexcept { return path_[0].node; }
  void next();
  bool previous();  // false, and nothing moves, when this is the first item

 private:
  struct Step {
    NodePtr node;
    std::uint32_t slot = 0;
  };
  const Node& leaf() const noexcept { return *path_[0].node; }
  std::uint32_t slot() const noexcept { return path_[0].slot; }
  NodePtr child_of(const Step& step) const;
  bool step_leaf(bool forward);

  const NodeReader* nodes_;
  std::array<Step, kMostLevels> path_;  // by level; the root is path_[levels_ - 1]
  unsigned levels_ = 0;
};

// The items of a tree from a key on, overlay included. For one thread; borrows the tree's nodes.
class Items {
 public:
  Items(const Tree& tree, const Key& from);

  bool at_end() const noexcept { return !current_; }
  const Key& key() const noexcept { return *current_; }
  BytesView data() const;  // valid until next() and as long as the tree's overlay
  void next();

 private:
  void settle();

  std::shared_ptr<const ItemOverlay> overlay_;
  NodeItems items_;
  ItemOverlay::const_iterator changed_;
  std::optional<Key> current_;
  bool is_changed_ = false;  // the current one comes from the overlay
};

// An item by itself: holds what its bytes lie in.
struct Item {
  Key key;
  BytesView data;
  NodePtr node;
  std::shared_ptr<const ItemOverlay> overlay;
};

std::optional<Item> find_item(const Tree& tree, const Key& key);
// The one with the greatest key that is not above `key`.
std::optional<Item> find_last_item(const Tree& tree, const Key& key);

}  // namespace vixmount::fs::btrfs
