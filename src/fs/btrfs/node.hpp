// One node of a tree, checked as a whole when it is read.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "base/bytes.hpp"
#include "base/guid.hpp"
#include "fs/btrfs/key.hpp"
#include "fs/btrfs/superblock.hpp"

namespace vixmount::fs::btrfs {

// Height of the highest tree: levels 0 to 7.
inline constexpr unsigned kMostLevels = 8;

// How a tree or a node above names a node.
struct NodePointer {
  std::uint64_t logical = 0;
  std::uint64_t generation = 0;
  std::uint8_t level = 0;
};

// Const after construction. Keys ascend and the data of every item lies inside the node.
class Node {
 public:
  // `fsids`: those that a header may carry. Error{damaged} with the logical address.
  Node(std::vector<std::byte> bytes, const NodePointer& pointer, const Superblock& superblock,
       std::span<const Guid> fsids, bool verify_checksum);

  unsigned level() const noexcept { return level_; }
  std::uint64_t generation() const noexcept { return generation_; }
  std::uint64_t logical() const noexcept { return logical_; }
  std::uint32_t count() const noexcept { return count_; }

  // `slot` is below count().
  Key key(std::uint32_t slot) const noexcept;
  BytesView data(std::uint32_t slot) const;            // of a leaf
  NodePointer child(std::uint32_t slot) const;         // of an inner node
  std::uint32_t lower_bound(const Key& key) const noexcept;  // first slot not below `key`

 private:
  const std::byte* item(std::uint32_t slot) const noexcept;
  void check_header(const NodePointer& pointer, std::span<const Guid> fsids) const;
  void check_items() const;

  std::vector<std::byte> bytes_;
  std::uint64_t logical_ = 0;
  std::uint64_t generation_ = 0;
  std::uint32_t count_ = 0;
  std::uint8_t level_ = 0;
};

using NodePtr = std::shared_ptr<const Node>;

}  // namespace vixmount::fs::btrfs
