#include "fs/ext/groups.hpp"

#include <algorithm>
#include <array>
#include <cstring>

#include "base/checked.hpp"
#include "base/error.hpp"
#include "fs/ext/checksum.hpp"

namespace vixmount::fs::ext {
namespace {

bool is_power_of(std::uint32_t number, std::uint32_t base) noexcept {
  std::uint64_t power = base;
  while (power < number) power *= base;
  return power == number;
}

// With sparse_super only groups 0, 1 and powers of 3, 5 and 7 start with a superblock copy.
bool group_has_superblock(const Superblock& superblock, std::uint32_t group) noexcept {
  if (group == 0) return true;
  if (superblock.has(Compat::sparse_super2))
    return group == superblock.raw.backup_groups[0] || group == superblock.raw.backup_groups[1];
  if (group == 1 || !superblock.has(RoCompat::sparse_super)) return true;
  return is_power_of(group, 3) || is_power_of(group, 5) || is_power_of(group, 7);
}

// Both kinds of checksum leave out the field itself.
std::uint16_t descriptor_checksum(const Superblock& superblock, std::uint32_t group,
                                  std::span<const std::byte> bytes) {
  constexpr auto kField = offsetof(layout::GroupDescriptor, checksum);
  constexpr auto kBehind = kField + sizeof(le16);
  const le32 number = group;
  const auto number_bytes = std::as_bytes(std::span(&number, 1));
  if (superblock.has_metadata_checksums()) {
    constexpr std::array<std::byte, sizeof(le16)> kZeros{};
    auto value = crc32c(superblock.checksum_seed, number_bytes);
    value = crc32c(value, bytes.first(kField));
    value = crc32c(value, kZeros);
    return static_cast<std::uint16_t>(crc32c(value, bytes.subspan(kBehind)));
  }
  auto value = crc16(0xFFFF, superblock.raw.uuid);
  value = crc16(value, number_bytes);
  value = crc16(value, bytes.first(kField));
  return crc16(value, bytes.subspan(kBehind));
}

layout::GroupDescriptor descriptor_of(BytesView bytes) {
  std::array<std::byte, sizeof(layout::GroupDescriptor)> whole{};
  std::memcpy(whole.data(), bytes.data(), std::min(whole.size(), bytes.size()));
  return BytesView(whole).get<layout::GroupDescriptor>(0);
}

}  // namespace

std::uint64_t descriptor_offset(const Superblock& superblock, std::uint32_t group) {
  const auto per_block = superblock.block_size / superblock.descriptor_size;
  const auto table_block = group / per_block;
  const auto within = std::uint64_t{group % per_block} * superblock.descriptor_size;
  // The primary superblock is at byte 1024 whatever the block size.
  const std::uint64_t superblock_block = layout::kSuperblockOffset / superblock.block_size;
  // Normally the descriptors of all groups stand in a row behind it. With meta_bg, from
  // first_meta_block_group on, each block of them opens the run of groups that it describes.
  auto block = superblock_block + 1 + table_block;
  if (superblock.has(Incompat::meta_bg) && table_block >= superblock.raw.first_meta_block_group &&
      table_block != 0) {
    const auto first_group = table_block * per_block;
    block = superblock.first_block_of_group(first_group) +
            (group_has_superblock(superblock, first_group) ? 1 : 0);
  }
  return block * superblock.block_size + within;
}

Group read_group(const Blocks& blocks, std::uint32_t group) {
  const auto& superblock = blocks.superblock();
  const auto offset = descriptor_offset(superblock, group);
  const auto cached = blocks.read_bytes(offset, superblock.descriptor_size);
  const auto raw = descriptor_of(cached.view());
  const bool checksums =
      superblock.has_metadata_checksums() || superblock.has(RoCompat::gdt_checksum);
  if (checksums && blocks.verify_checksums()) {
    const auto computed = descriptor_checksum(superblock, group, cached.view().span());
    if (computed != raw.checksum)
      fail_at(offset, "descriptor of block group {}: checksum {:#06x}, computed {:#06x}", group,
              raw.checksum.value(), computed);
  }
  const auto join = [&](std::uint64_t low, std::uint64_t high, unsigned bits) {
    return superblock.descriptor_size > layout::kShortDescriptorSize ? low | high << bits : low;
  };
  Group out;
  out.block_bitmap = join(raw.block_bitmap_lo, raw.block_bitmap_hi, 32);
  out.inode_bitmap = join(raw.inode_bitmap_lo, raw.inode_bitmap_hi, 32);
  out.inode_table = join(raw.inode_table_lo, raw.inode_table_hi, 32);
  out.free_blocks = join(raw.free_blocks_count_lo, raw.free_blocks_count_hi, 16);
  out.free_inodes = join(raw.free_inodes_count_lo, raw.free_inodes_count_hi, 16);
  out.flags = raw.flags;
  if (checksums)
    out.unused_inodes =
        static_cast<std::uint32_t>(join(raw.unused_inodes_lo, raw.unused_inodes_hi, 16));
  if (out.inode_table == 0 || out.inode_table >= superblock.block_count)
    fail_at(offset, "descriptor of block group {}: its inode table is at block {} of {}", group,
            out.inode_table, superblock.block_count);
  return out;
}

std::uint64_t inode_table_of(const Blocks& blocks, std::uint32_t group) {
  auto& memo = blocks.inode_table_memo();
  if (const auto known = memo.find(group)) return *known;
  const auto table = read_group(blocks, group).inode_table;
  memo.remember(group, table);
  return table;
}

}  // namespace vixmount::fs::ext
