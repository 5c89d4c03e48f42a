#include "fs/ext/indirect_blocks.hpp"

#include <algorithm>

#include "base/error.hpp"

namespace vixmount::fs::ext {
namespace {

constexpr std::uint64_t kDirect = 12;
constexpr unsigned kDeepest = 3;

// A row of pointers that are neighbours on the volume or all 0, starting at `index`.
BlockRun run_of_pointers(const Blocks& blocks, const Inode& inode, BytesView pointers,
                         std::size_t index, std::size_t count, std::uint64_t most) {
  const std::uint64_t first = pointers.le32_at(index * sizeof(le32));
  const auto end = index + std::min<std::uint64_t>(count - index, most);
  std::uint64_t length = 1;
  for (auto i = index + 1; i < end; ++i, ++length) {
    const std::uint64_t pointer = pointers.le32_at(i * sizeof(le32));
    if (pointer != (first == 0 ? 0 : first + length)) break;
  }
  if (first == 0) return {length, 0, false, false};
  const auto block_count = blocks.superblock().block_count;
  if (first >= block_count || length > block_count - first)
    fail_at(pointers.origin() + index * sizeof(le32), "inode {}: data at blocks {} to {} of {}",
            inode.number, first, first + length, block_count);
  return {length, first, true, true};
}

// `within`: block number inside the tree of `depth` levels whose root is `root`.
BlockRun map_in_tree(const Blocks& blocks, const Inode& inode, std::uint64_t root, unsigned depth,
                     std::uint64_t within, std::uint64_t most) {
  const std::uint64_t per_block = blocks.block_size() / sizeof(le32);
  std::uint64_t covered = 1;  // by one pointer of the current node
  for (unsigned i = 1; i < depth; ++i) covered *= per_block;
  auto pointer = root;
  for (;; covered /= per_block) {
    // A pointer of 0 leaves everything below it out.
    const auto left = covered * per_block - within;
    if (pointer == 0) return {std::min(most, left), 0, false, false};
    const auto node = blocks.read(pointer, "indirect block");
    const auto index = static_cast<std::size_t>(within / covered);
    if (covered == 1) return run_of_pointers(blocks, inode, node.view(), index, per_block, most);
    pointer = node.view().le32_at(index * sizeof(le32));
    within %= covered;
  }
}

}  // namespace

BlockRun map_indirect_blocks(const Blocks& blocks, const Inode& inode, std::uint64_t logical,
                             std::uint64_t most) {
  const BytesView pointers(inode.block);
  if (logical < kDirect)
    return run_of_pointers(blocks, inode, pointers, static_cast<std::size_t>(logical), kDirect,
                           most);
  const std::uint64_t per_block = blocks.block_size() / sizeof(le32);
  auto within = logical - kDirect;
  std::uint64_t covered = per_block;  // by the tree of this depth
  for (unsigned depth = 1; depth <= kDeepest; ++depth, covered *= per_block) {
    if (within < covered)
      return map_in_tree(blocks, inode, pointers.le32_at((kDirect + depth - 1) * sizeof(le32)),
                         depth, within, most);
    within -= covered;
  }
  fail(ErrorKind::damaged, "inode {}: block {} is behind what indirect blocks can address",
       inode.number, logical);
}

}  // namespace vixmount::fs::ext
