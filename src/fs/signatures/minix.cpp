// Minix file systems. Their magic number has 16 bits only, so the counts around it must fit too.
// Facts: Linux include/uapi/linux/minix_fs.h, include/linux/minix_fs.h.
#include "fs/signatures/probes.hpp"

namespace vixmount::fs::signatures {
namespace {

constexpr std::uint64_t kSuperblock = 1024;
constexpr std::size_t kBlock = 1024;

struct Counts {
  std::uint64_t inodes = 0;
  std::uint64_t zones = 0;
  std::uint64_t inode_map_blocks = 0;
  std::uint64_t zone_map_blocks = 0;
  std::uint64_t first_data_zone = 0;
  std::uint64_t block_size = kBlock;
};

// Versions 1 and 2; version 2 has a 32-bit zone count.
template <typename Half, typename Word>
std::optional<Counts> counts_v1_v2(BytesView block) {
  const std::uint16_t magic = block.get<Half>(16);
  const bool v1 = magic == 0x137F || magic == 0x138F;
  const bool v2 = magic == 0x2468 || magic == 0x2478;
  if (!v1 && !v2) return std::nullopt;
  Counts counts;
  counts.inodes = block.get<Half>(0);
  counts.zones = v1 ? block.get<Half>(2).value() : block.get<Word>(20).value();
  counts.inode_map_blocks = block.get<Half>(4);
  counts.zone_map_blocks = block.get<Half>(6);
  counts.first_data_zone = block.get<Half>(8);
  return counts;
}

template <typename Half, typename Word>
std::optional<Counts> counts_v3(BytesView block) {
  if (block.get<Half>(24) != 0x4D5A) return std::nullopt;
  Counts counts;
  counts.inodes = block.get<Word>(0);
  counts.inode_map_blocks = block.get<Half>(6);
  counts.zone_map_blocks = block.get<Half>(8);
  counts.first_data_zone = block.get<Half>(10);
  counts.zones = block.get<Word>(20);
  counts.block_size = block.get<Half>(28);
  return counts;
}

bool fit_together(const Counts& counts, std::uint64_t volume_size) {
  if (counts.block_size < 1024 || counts.inodes == 0 || counts.zones == 0) return false;
  const auto bits = counts.block_size * 8;
  return counts.inode_map_blocks * bits >= counts.inodes + 1 &&
         counts.zone_map_blocks * bits + counts.first_data_zone >= counts.zones + 1 &&
         counts.first_data_zone >= 4 && counts.first_data_zone < counts.zones &&
         counts.first_data_zone * counts.block_size < volume_size;
}

template <typename Half, typename Word>
bool is_minix(BytesView block, std::uint64_t volume_size) {
  for (const auto& counts : {counts_v1_v2<Half, Word>(block), counts_v3<Half, Word>(block)})
    if (counts && fit_together(*counts, volume_size)) return true;
  return false;
}

}  // namespace

std::optional<Identification> probe_minix(const VolumeBytes& volume) {
  const auto block = volume.view(kSuperblock, 32);
  if (!block) return std::nullopt;
  if (!is_minix<le16, le32>(*block, volume.size()) && !is_minix<be16, be32>(*block, volume.size()))
    return std::nullopt;
  return recognised("minix");
}

}  // namespace vixmount::fs::signatures
