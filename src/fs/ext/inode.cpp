#include "fs/ext/inode.hpp"

#include <algorithm>
#include <cstring>

#include "base/checked.hpp"
#include "base/error.hpp"
#include "fs/ext/checksum.hpp"
#include "fs/ext/groups.hpp"
#include "fs/posix_mode.hpp"

namespace vixmount::fs::ext {
namespace {

// 2^32 blocks of 64 KiB; Linux stops at 2^63, both keep sums of offsets from overflowing.
constexpr std::uint64_t kMostFileSize = 1ULL << 48;
constexpr std::size_t kChecksumLow = offsetof(layout::Inode, checksum_lo);
constexpr std::size_t kChecksumHigh = offsetof(layout::Inode, checksum_hi);

// True when the field that ends at `end` lies in the part of the inode that is in use.
bool has_field(std::uint16_t extra_size, std::size_t end) noexcept {
  return layout::kSmallInodeSize + extra_size >= end;
}

layout::Inode layout_of(BytesView bytes) {
  std::array<std::byte, sizeof(layout::Inode)> whole{};
  std::memcpy(whole.data(), bytes.data(), std::min(whole.size(), bytes.size()));
  return BytesView(whole).get<layout::Inode>(0);
}

// The extra field: 2 bits that extend the seconds, then 30 bits of nanoseconds.
Timestamp time_of(std::uint32_t seconds, std::uint32_t extra) noexcept {
  constexpr std::uint32_t kMostNanoseconds = 999'999'999;
  const auto epoch = static_cast<std::int64_t>(extra & 3) << 32;
  return {static_cast<std::int32_t>(seconds) + epoch, std::min(extra >> 2, kMostNanoseconds)};
}

void read_times(Inode& out, const layout::Inode& raw) {
  const auto extra = [&](const le32 layout::Inode::*field, std::size_t offset) {
    return has_field(out.extra_size, offset + sizeof(le32)) ? (raw.*field).value() : 0;
  };
  out.changed = time_of(raw.change_time, extra(&layout::Inode::change_time_extra,
                                               offsetof(layout::Inode, change_time_extra)));
  out.modified = time_of(raw.modify_time, extra(&layout::Inode::modify_time_extra,
                                                offsetof(layout::Inode, modify_time_extra)));
  out.accessed = time_of(raw.access_time, extra(&layout::Inode::access_time_extra,
                                                offsetof(layout::Inode, access_time_extra)));
  if (!has_field(out.extra_size, offsetof(layout::Inode, birth_time) + sizeof(le32))) return;
  out.born = time_of(raw.birth_time, extra(&layout::Inode::birth_time_extra,
                                           offsetof(layout::Inode, birth_time_extra)));
}

void read_sizes(Inode& out, const layout::Inode& raw, const Superblock& superblock) {
  out.size = raw.size_lo;
  const auto type = out.type();
  if (type == NodeType::regular ||
      (type == NodeType::directory && superblock.has(Incompat::large_dir)))
    out.size |= std::uint64_t{raw.size_hi} << 32;
  if (out.size > kMostFileSize)
    fail(ErrorKind::damaged, "inode {}: impossible size of {} bytes", out.number, out.size);
  std::uint64_t units = raw.blocks_lo;
  const bool huge = superblock.has(RoCompat::huge_file);
  if (huge) units |= std::uint64_t{raw.blocks_hi} << 32;
  const auto unit = huge && out.has(InodeFlag::huge_file) ? superblock.block_size : 512;
  out.allocated_size = units * unit;  // 48 bits times at most 16
  out.xattr_block = raw.xattr_block_lo;
  if (superblock.has(Incompat::bits64)) out.xattr_block |= std::uint64_t{raw.xattr_block_hi} << 32;
}

// extra_size and whether extended attributes follow it.
void read_extra_part(Inode& out, const layout::Inode& raw, BytesView bytes) {
  if (bytes.size() == layout::kSmallInodeSize) return;
  out.extra_size = raw.extra_size;
  if (out.extra_size % 4 != 0 || layout::kSmallInodeSize + out.extra_size > bytes.size())
    fail_at(bytes.origin() + offsetof(layout::Inode, extra_size),
            "inode {}: impossible extra size {}", out.number, out.extra_size);
  const auto xattrs = layout::kSmallInodeSize + out.extra_size;
  if (out.extra_size == 0 || xattrs + 2 * sizeof(le32) > bytes.size()) return;
  // The magic number, then the first entry, which is 0 when there is none.
  out.has_inline_xattrs =
      bytes.le32_at(xattrs) == layout::kXattrMagic && bytes.le32_at(xattrs + sizeof(le32)) != 0;
}

void verify(const Blocks& blocks, const Inode& inode, const layout::Inode& raw, BytesView bytes) {
  if (!blocks.verify_metadata_checksums() || is_all_zero(bytes.span())) return;
  auto computed = inode_checksum(inode.checksum_seed, bytes);
  std::uint32_t stored = raw.checksum_lo;
  if (has_field(inode.extra_size, kChecksumHigh + sizeof(le16)))
    stored |= std::uint32_t{raw.checksum_hi} << 16;
  else
    computed &= 0xFFFF;
  if (stored != computed)
    fail_at(bytes.origin(), "inode {}: checksum {:#010x}, computed {:#010x}", inode.number, stored,
            computed);
}

}  // namespace

NodeType Inode::type() const noexcept { return node_type_of(mode); }

std::uint64_t inode_offset(const Blocks& blocks, std::uint32_t number) {
  const auto& superblock = blocks.superblock();
  if (number == 0 || number > superblock.inode_count)
    fail(ErrorKind::not_found, "there is no inode {}: the file system has {}", number,
         superblock.inode_count);
  const auto group = (number - 1) / superblock.inodes_per_group;
  const auto within =
      std::uint64_t{(number - 1) % superblock.inodes_per_group} * superblock.inode_size;
  const auto block = inode_table_of(blocks, group) + within / superblock.block_size;
  return blocks.offset_of(block, "inode table") + within % superblock.block_size;
}

CachedBytes read_inode_bytes(const Blocks& blocks, std::uint32_t number) {
  return blocks.read_bytes(inode_offset(blocks, number), blocks.superblock().inode_size);
}

Inode read_inode(const Blocks& blocks, std::uint32_t number) {
  const auto cached = read_inode_bytes(blocks, number);
  const auto bytes = cached.view();
  const auto raw = layout_of(bytes);
  Inode out;
  out.number = number;
  out.mode = raw.mode;
  out.owner = raw.uid_lo | std::uint32_t{raw.uid_hi} << 16;
  out.group = raw.gid_lo | std::uint32_t{raw.gid_hi} << 16;
  out.link_count = raw.link_count;
  out.flags = raw.flags;
  out.generation = raw.generation;
  out.version = raw.version_lo;
  std::memcpy(out.block.data(), raw.block, out.block.size());
  out.checksum_seed = inode_checksum_seed(blocks.superblock(), number, out.generation);
  read_extra_part(out, raw, bytes);
  verify(blocks, out, raw, bytes);
  read_sizes(out, raw, blocks.superblock());
  read_times(out, raw);
  return out;
}

std::uint32_t inode_checksum(std::uint32_t inode_seed, BytesView bytes) {
  constexpr std::array<std::byte, sizeof(le16)> kZeros{};
  const auto all = bytes.span();
  auto value = crc32c(inode_seed, all.first(kChecksumLow));
  value = crc32c(value, kZeros);
  constexpr auto kBehindLow = kChecksumLow + sizeof(le16);
  if (all.size() == layout::kSmallInodeSize) return crc32c(value, all.subspan(kBehindLow));
  value = crc32c(value, all.subspan(kBehindLow, kChecksumHigh - kBehindLow));
  const std::uint16_t extra_size = bytes.le16_at(offsetof(layout::Inode, extra_size));
  constexpr auto kBehindHigh = kChecksumHigh + sizeof(le16);
  if (!has_field(extra_size, kBehindHigh)) return crc32c(value, all.subspan(kChecksumHigh));
  value = crc32c(value, kZeros);
  return crc32c(value, all.subspan(kBehindHigh));
}

std::uint32_t inode_checksum_seed(const Superblock& superblock, std::uint32_t number,
                                  std::uint32_t generation) {
  return crc32c(crc32c(superblock.checksum_seed, number), generation);
}

}  // namespace vixmount::fs::ext
