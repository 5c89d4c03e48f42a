#include "fs/xfs/statistics.hpp"

#include <algorithm>

#include "base/error.hpp"

namespace vixmount::fs::xfs {
namespace {

constexpr std::uint64_t kChunkInodes = 64;
// Blocks that Linux keeps back in each group for its own B-trees.
constexpr std::uint64_t kKeptBack = 8;

template <typename Header>
Header read_header(const Blocks& blocks, std::uint32_t group, unsigned sector,
                   std::uint32_t magic) {
  const auto& superblock = blocks.superblock();
  const auto offset = superblock.group_offset(group) + sector * superblock.sector_size;
  const auto bytes = blocks.read_page(offset, sizeof(Header));
  const auto header = bytes.view().template get<Header>(0);
  if (header.magic != magic || header.group != group)
    fail_at(offset, "header of allocation group {}: it is not there", group);
  return header;
}

// Linux makes inodes as they are needed, and tells as many as would fit, up to a share of the
// blocks.
std::uint64_t most_nodes(const Superblock& superblock, std::uint64_t nodes,
                         std::uint64_t free_blocks) {
  const auto per_block = std::uint64_t{1} << superblock.raw.inodes_per_block_log;
  auto most = nodes + free_blocks * per_block;
  if (const auto percent = superblock.raw.most_inodes_percent; percent != 0) {
    // Inodes are made 64 at a time.
    const auto step = std::max<std::uint64_t>(kChunkInodes / per_block, 1);
    const auto blocks = superblock.block_count / 100 * percent +
                        superblock.block_count % 100 * percent / 100;
    most = std::min(most, blocks / step * step * per_block);
  }
  return std::max(most, nodes);
}

}  // namespace

Statistics count_statistics(const Blocks& blocks) {
  const auto& superblock = blocks.superblock();
  Statistics out;
  std::uint64_t nodes = 0;
  std::uint64_t free_nodes = 0;
  std::uint64_t free_blocks = 0;
  for (std::uint32_t group = 0; group < superblock.group_count; ++group) {
    const auto space =
        read_header<layout::FreeSpaceHeader>(blocks, group, 1, layout::kFreeSpaceMagic);
    const auto inodes = read_header<layout::InodeHeader>(blocks, group, 2, layout::kInodeHeaderMagic);
    free_blocks +=
        std::uint64_t{space.free_blocks} + space.free_list_count + space.btree_blocks;
    nodes += inodes.count;
    free_nodes += inodes.free_count;
  }
  const auto kept_back = superblock.group_count * kKeptBack;
  out.block_size = superblock.block_size;
  out.total_blocks = superblock.block_count;
  if (superblock.raw.log_start != 0) out.total_blocks -= std::min<std::uint64_t>(
      out.total_blocks, superblock.raw.log_blocks);
  out.free_blocks = free_blocks - std::min(free_blocks, kept_back);
  out.available_blocks = out.free_blocks;
  out.total_nodes = most_nodes(superblock, nodes, out.free_blocks);
  out.free_nodes = out.total_nodes - (nodes - std::min(nodes, free_nodes));
  return out;
}

}  // namespace vixmount::fs::xfs
