#include "fs/ext/statistics.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "fs/ext/groups.hpp"

namespace vixmount::fs::ext {
namespace {

// 2^18 groups are 32 TiB with blocks of 4 KiB, and under a second to sum up.
constexpr std::uint32_t kMostGroupsToCount = 1U << 18;

struct Free {
  std::uint64_t clusters = 0;
  std::uint64_t inodes = 0;
};

Free free_of_superblock(const Superblock& superblock) {
  Free out{superblock.raw.free_blocks_count_lo, superblock.raw.free_inodes_count};
  if (superblock.has(Incompat::bits64))
    out.clusters |= std::uint64_t{superblock.raw.free_blocks_count_hi} << 32;
  // The superblock counts blocks, its groups count clusters.
  out.clusters /= superblock.cluster_size / superblock.block_size;
  return out;
}

// The groups know better: Linux writes the superblock's sums only now and then.
Free free_of_groups(const Blocks& blocks) {
  const auto& superblock = blocks.superblock();
  if (superblock.group_count > kMostGroupsToCount) return free_of_superblock(superblock);
  Free out;
  try {
    for (std::uint32_t i = 0; i < superblock.group_count; ++i) {
      const auto group = read_group(blocks, i);
      out.clusters += group.free_blocks;
      out.inodes += group.free_inodes;
    }
    return out;
  } catch (const Error&) {
    return free_of_superblock(superblock);  // an estimate for a report, not data
  }
}

// Linux keeps some clusters back for its own late allocations.
std::uint64_t reserved_clusters(const Superblock& superblock, std::uint64_t per_cluster) {
  if (!superblock.has(Incompat::extents)) return 0;
  return std::min<std::uint64_t>(superblock.block_count / per_cluster / 50, 4096);
}

}  // namespace

Statistics count_statistics(const Blocks& blocks) {
  const auto& superblock = blocks.superblock();
  const auto& raw = superblock.raw;
  const std::uint64_t per_cluster = superblock.cluster_size / superblock.block_size;
  const auto free = free_of_groups(blocks);
  Statistics out;
  out.block_size = superblock.block_size;
  const auto overhead = std::uint64_t{raw.overhead_clusters} * per_cluster;
  out.total_blocks = superblock.block_count - std::min(overhead, superblock.block_count);
  out.free_blocks = std::min(free.clusters * per_cluster, superblock.block_count);
  std::uint64_t reserved = raw.reserved_blocks_count_lo;
  if (superblock.has(Incompat::bits64))
    reserved |= std::uint64_t{raw.reserved_blocks_count_hi} << 32;
  reserved = std::min(reserved, superblock.block_count) +
             reserved_clusters(superblock, per_cluster) * per_cluster;
  out.available_blocks = out.free_blocks - std::min(out.free_blocks, reserved);
  out.total_nodes = superblock.inode_count;
  out.free_nodes = std::min<std::uint64_t>(free.inodes, superblock.inode_count);
  return out;
}

}  // namespace vixmount::fs::ext
