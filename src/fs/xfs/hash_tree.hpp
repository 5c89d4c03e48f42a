// The tree by hash that large directories and large sets of attributes share: nodes on top, leaves
// of either's own form, each with a pointer to the next one.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>

#include "fs/xfs/fork_block.hpp"
#include "fs/xfs/tree_layout.hpp"

namespace vixmount::fs::xfs {

struct HashTree {
  const Blocks& blocks;
  const Inode& inode;
  const Fork& fork;
  std::uint64_t root = 0;        // block of the fork
  std::uint32_t block_size = 0;  // bytes; of a block of the tree
  std::string_view what;         // "directory"
};

// A leaf, or a root that is one.
struct TreeLeaf {
  CachedBytes block;
  std::uint16_t magic = 0;
  std::uint64_t next = 0;  // block of the fork, 0: none
};

// Visits the leaves from the first one that may hold `hash` (nothing: from the first of all) until
// `visit` returns false. The number of steps is bounded by the blocks of the inode.
void visit_leaves(const HashTree& tree, std::optional<std::uint32_t> hash,
                  const std::function<bool(const TreeLeaf&)>& visit);

}  // namespace vixmount::fs::xfs
