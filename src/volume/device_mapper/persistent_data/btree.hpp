// The B-trees of the device mapper's metadata: numbers to values of a fixed size, in nodes of one
// block each.
#pragma once

#include <cstdint>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <unordered_map>

#include "base/bytes.hpp"
#include "volume/device_mapper/persistent_data/blocks.hpp"

namespace vixmount::volume::device_mapper {

// A node whose header was checked and whose keys ascend.
class Node {
 public:
  // Throws Error{damaged}.
  explicit Node(MetadataBlockPtr block);

  bool is_leaf() const noexcept { return is_leaf_; }
  std::uint32_t count() const noexcept { return count_; }
  std::uint32_t value_size() const noexcept { return value_size_; }
  std::uint64_t offset() const noexcept { return bytes_.origin(); }  // bytes, in the device
  std::uint64_t key(std::uint32_t index) const;                      // index < count()
  BytesView value(std::uint32_t index) const;                        // value_size() bytes

  // The first entry whose key is not below `key`; count() when there is none.
  std::uint32_t lower_bound(std::uint64_t key) const;

 private:
  MetadataBlockPtr block_;
  BytesView bytes_;
  bool is_leaf_ = false;
  std::uint32_t count_ = 0;
  std::uint32_t max_entries_ = 0;
  std::uint32_t value_size_ = 0;
};
using NodePtr = std::shared_ptr<const Node>;

// Keeps the nodes of a metadata device that were read last. Safe from many threads; the lock is not
// held while a node is read.
class NodeCache {
 public:
  // 8 MiB of nodes: leaves for a quarter of a million thin blocks, with all that is above them.
  static constexpr std::size_t kMostNodes = 2048;

  explicit NodeCache(MetadataBlocks blocks) : blocks_(std::move(blocks)) {}

  NodePtr read(std::uint64_t block) const;
  const MetadataBlocks& blocks() const noexcept { return blocks_; }

 private:
  using Entry = std::pair<std::uint64_t, NodePtr>;

  const MetadataBlocks blocks_;
  mutable std::mutex mutex_;         // guards both below
  mutable std::list<Entry> recent_;  // most recently used first
  mutable std::unordered_map<std::uint64_t, std::list<Entry>::iterator> by_block_;
};
using NodeCachePtr = std::shared_ptr<const NodeCache>;

class BTree {
 public:
  // Far more levels than 2^64 keys need with half-filled nodes; what is deeper goes in circles.
  static constexpr unsigned kMostLevels = 32;

  // `value_size`: of the leaves, in bytes.
  BTree(NodeCachePtr nodes, std::uint64_t root, std::uint32_t value_size)
      : nodes_(std::move(nodes)), root_(root), value_size_(value_size) {}

  // Where a key stands or would stand.
  struct Place {
    NodePtr leaf;
    std::uint32_t index = 0;  // first entry of `leaf` whose key is not below; may be its count()
    std::uint64_t last = 0;   // no entry outside `leaf` has a key from the asked one up to here
  };
  Place find(std::uint64_t key) const;

  // The value of `key`, or nothing. The view lives as long as `holder`.
  std::optional<BytesView> lookup(std::uint64_t key, NodePtr& holder) const;

  // Calls visit(key, value) for all entries in the order of the keys until it returns false.
  template <typename Visit>
  void for_each(Visit visit) const {
    for (std::uint64_t key = 0;;) {
      const auto place = find(key);
      for (auto i = place.index; i < place.leaf->count(); ++i)
        if (!visit(place.leaf->key(i), place.leaf->value(i))) return;
      if (place.last == kLastKey) return;
      key = place.last + 1;
    }
  }

 private:
  static constexpr std::uint64_t kLastKey = ~std::uint64_t{0};

  NodePtr read_within(std::uint64_t block, std::uint64_t first, std::uint64_t last) const;

  NodeCachePtr nodes_;
  std::uint64_t root_;
  std::uint32_t value_size_;
};

}  // namespace vixmount::volume::device_mapper
