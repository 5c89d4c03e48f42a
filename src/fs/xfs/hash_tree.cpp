#include "fs/xfs/hash_tree.hpp"

#include "base/error.hpp"

namespace vixmount::fs::xfs {
namespace {

// As the kernel (XFS_DA_NODE_MAXDEPTH).
constexpr unsigned kMostLevels = 5;

TreeLeaf read_block(const HashTree& tree, std::uint64_t block) {
  TreeLeaf out;
  out.block = read_fork_block(tree.blocks, tree.inode, tree.fork, block, tree.block_size,
                              kTreeBlockDescription, tree.what);
  const auto header = out.block.view().get<layout::TreeBlockHeader>(0);
  out.magic = header.magic;
  out.next = header.next;
  return out;
}

// The child of node `bytes` that may hold `hash`; nothing when all hashes are lower.
std::optional<std::uint64_t> child_for(const HashTree& tree, BytesView bytes, unsigned& level,
                                       std::optional<std::uint32_t> hash) {
  const bool is_v5 = tree.blocks.superblock().has_checksums();
  const auto counts = bytes.get<layout::NodeCounts>(
      is_v5 ? layout::kTreeBlockHeaderV5 : sizeof(layout::TreeBlockHeader));
  const auto entries = bytes.from(is_v5 ? layout::kNodeEntriesV5 : layout::kNodeEntries);
  const std::size_t count = counts.count;
  if (count == 0 || count > entries.size() / sizeof(layout::NodeEntry) || counts.level == 0 ||
      counts.level > kMostLevels || (level != 0 && counts.level != level - 1))
    fail_at(bytes.origin(), "{} of inode {}: node with {} entries on level {}", tree.what,
            tree.inode.number, count, counts.level.value());
  level = counts.level;
  const auto entry = [&](std::size_t index) {
    return entries.get<layout::NodeEntry>(index * sizeof(layout::NodeEntry));
  };
  std::size_t low = 0;
  std::size_t high = hash ? count : 0;
  while (low < high) {
    const auto middle = low + (high - low) / 2;
    if (entry(middle).hash < *hash)
      low = middle + 1;
    else
      high = middle;
  }
  if (low == count) return std::nullopt;
  return entry(low).block.value();
}

}  // namespace

void visit_leaves(const HashTree& tree, std::optional<std::uint32_t> hash,
                  const std::function<bool(const TreeLeaf&)>& visit) {
  const auto node_magic =
      tree.blocks.superblock().has_checksums() ? layout::kNodeMagicV5 : layout::kNodeMagic;
  auto block = read_block(tree, tree.root);
  for (unsigned level = 0; block.magic == node_magic;) {
    const auto child = child_for(tree, block.block.view(), level, hash);
    if (!child) return;
    block = read_block(tree, *child);
    if ((level == 1) == (block.magic == node_magic))
      fail_at(block.block.view().origin(), "{} of inode {}: a block on the wrong level", tree.what,
              tree.inode.number);
  }
  for (std::uint64_t steps = 0; visit(block) && block.next != 0; ++steps) {
    if (steps > tree.inode.block_count)
      fail_at(block.block.view().origin(), "{} of inode {}: its leaves form a circle", tree.what,
              tree.inode.number);
    block = read_block(tree, block.next);
  }
}

}  // namespace vixmount::fs::xfs
