#include "fs/ufs/block_map.hpp"

#include <algorithm>

#include "base/error.hpp"

namespace vixmount::fs::ufs {
namespace {

enum class Meaning : std::uint8_t { hole, data, unchanged };

Meaning meaning_of(const Volume& volume, const Inode& inode, std::uint64_t pointer) {
  if (!inode.is_snapshot()) return pointer == 0 ? Meaning::hole : Meaning::data;
  if (pointer == 0) return Meaning::unchanged;
  // BLK_NOCOPY is 1 and BLK_SNAP 2: FreeBSD (ufs_bmaparray) tests for less than a block.
  return pointer < volume.superblock().fragments_per_block ? Meaning::hole : Meaning::data;
}

// `blocks` pointers of 0 or of the same kind of hole from `block` on.
BlockRun run_without_pointer(const Volume& volume, const Inode& inode, std::uint64_t block,
                             std::uint64_t blocks, std::uint64_t named_at) {
  const auto& superblock = volume.superblock();
  if (!inode.is_snapshot()) return {blocks, 0, named_at, false};
  // The list of copied blocks behind the image of the volume has pointers of its own.
  const auto whole = superblock.fragment_count / superblock.fragments_per_block;
  if (block >= whole) return {blocks, 0, named_at, false};
  return {std::min(blocks, whole - block), block * superblock.fragments_per_block, named_at, true};
}

// Pointers [0, count) as `pointer(i)` tells them, from `block` of the file on: the first run.
template <typename Pointer>
BlockRun first_run(const Volume& volume, const Inode& inode, std::uint64_t block,
                   std::uint64_t count, std::uint64_t named_at, Pointer pointer) {
  const std::uint64_t step = volume.superblock().fragments_per_block;
  const std::uint64_t first = pointer(0);
  const auto meaning = meaning_of(volume, inode, first);
  std::uint64_t blocks = 1;
  for (; blocks < count; ++blocks) {
    const std::uint64_t next = pointer(blocks);
    if (meaning_of(volume, inode, next) != meaning) break;
    if (meaning == Meaning::data && next != first + blocks * step) break;
  }
  if (meaning == Meaning::unchanged)
    return run_without_pointer(volume, inode, block, blocks, named_at);
  return {blocks, first, named_at, meaning == Meaning::data};
}

std::uint64_t pointer_at(BytesView pointers, std::size_t index, const Superblock& superblock) {
  return superblock.version == Version::ufs1
             ? read_u32(pointers, index * sizeof(le32), superblock.order)
             : read_u64(pointers, index * sizeof(le64), superblock.order);
}

// The pointers of one pointer block from `index` on, as far as they are in one page of the cache.
BlockRun run_in_pointer_block(const Volume& volume, const Inode& inode, std::uint64_t position,
                              std::uint64_t index, std::uint64_t block, std::uint64_t most) {
  constexpr std::uint64_t kMostBytes = 4096;
  const auto& superblock = volume.superblock();
  const std::uint64_t size = superblock.pointer_size();
  const auto at = position + index * size;
  const auto bytes = std::min({(superblock.block_size / size - index) * size,
                               kMostBytes - at % kMostBytes, most * size});
  const auto cached = volume.cache().read(at, static_cast<std::size_t>(bytes));
  return first_run(volume, inode, block, bytes / size, at, [&](std::uint64_t i) {
    return pointer_at(cached.view(), static_cast<std::size_t>(i), superblock);
  });
}

// `within`: number of the block in the tree of `depth` levels whose root is `root`.
BlockRun map_in_tree(const Volume& volume, const Inode& inode, std::uint64_t root, unsigned depth,
                     std::uint64_t within, std::uint64_t block, std::uint64_t most) {
  const auto& superblock = volume.superblock();
  const std::uint64_t per_block = superblock.block_size / superblock.pointer_size();
  std::uint64_t covered = 1;  // by one pointer of the current node
  for (unsigned i = 1; i < depth; ++i) covered *= per_block;
  auto pointer = root;
  auto named_at = inode.position;
  for (;; covered /= per_block) {
    // A pointer of 0 leaves everything below it out.
    if (meaning_of(volume, inode, pointer) != Meaning::data) {
      const auto blocks = std::min(most, covered * per_block - within);
      if (pointer != 0) return {blocks, 0, named_at, false};
      return run_without_pointer(volume, inode, block, blocks, named_at);
    }
    const auto position = volume.offset_of(pointer, superblock.fragments_per_block,
                                           {named_at, inode.number, "pointers"});
    const auto index = within / covered;
    if (covered == 1) return run_in_pointer_block(volume, inode, position, index, block, most);
    named_at = position + index * superblock.pointer_size();
    pointer = pointer_at(volume.cache().read(named_at, superblock.pointer_size()).view(), 0,
                         superblock);
    within %= covered;
  }
}

}  // namespace

BlockRun map_blocks(const Volume& volume, const Inode& inode, std::uint64_t block,
                    std::uint64_t most) {
  if (block < layout::kDirect) {
    const auto count = std::min<std::uint64_t>(most, layout::kDirect - block);
    return first_run(volume, inode, block, count, inode.position,
                     [&](std::uint64_t i) { return inode.blocks[block + i]; });
  }
  const auto& superblock = volume.superblock();
  const std::uint64_t per_block = superblock.block_size / superblock.pointer_size();
  auto within = block - layout::kDirect;
  std::uint64_t covered = per_block;  // by the tree of this depth: 2^42 blocks at most
  for (unsigned depth = 1; depth <= layout::kIndirect; ++depth, covered *= per_block) {
    if (within < covered)
      return map_in_tree(volume, inode, inode.blocks[layout::kDirect + depth - 1], depth, within,
                         block, most);
    within -= covered;
  }
  fail_at(inode.position, "inode {}: block {} is behind what its pointers can reach", inode.number,
          block);
}

}  // namespace vixmount::fs::ufs
