#include "fs/ufs/superblock.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/bytes.hpp"
#include "base/checked.hpp"
#include "base/crc32c.hpp"
#include "base/error.hpp"
#include "base/text.hpp"

namespace vixmount::fs::ufs {
namespace {

constexpr std::uint32_t kSmallestBlock = 4096;
constexpr std::uint32_t kLargestBlock = 65536;
constexpr std::uint32_t kSmallestFragment = 512;
constexpr std::uint32_t kMostFragments = 8;
constexpr std::uint32_t kLargestSuperblock = 8192;
constexpr std::uint32_t kInodeFormat42 = 0xFFFFFFFF;
constexpr std::uint32_t kInodeFormat44 = 2;
constexpr std::size_t kSolarisBlockMask = 1340;  // byte offset of its block_mask_64
constexpr std::uint8_t kSolarisLog = 0xFD;
constexpr std::uint8_t kLogVersion = 1;
constexpr std::uint8_t kLogAtEnd = 1;
constexpr std::uint8_t kLogInFile = 2;

void require(bool holds, std::uint64_t offset, std::string_view what) {
  if (!holds) fail_at(offset, "superblock: {}", what);
}

void require_sound_sizes(const Superblock& out, std::uint32_t fragments_per_block) {
  const auto at = out.byte_offset;
  if (!is_power_of_two(out.block_size) || out.block_size < kSmallestBlock ||
      out.block_size > kLargestBlock)
    fail_at(at + 48, "superblock: blocks of {} bytes", out.block_size);
  if (!is_power_of_two(out.fragment_size) || out.fragment_size < kSmallestFragment ||
      out.fragment_size > out.block_size || out.block_size / out.fragment_size > kMostFragments)
    fail_at(at + 52, "superblock: fragments of {} bytes in blocks of {}", out.fragment_size,
            out.block_size);
  require(fragments_per_block == out.block_size / out.fragment_size, at + 56,
          "fragments of a block and the sizes of both contradict each other");
}

void require_sound_groups(const Superblock& out) {
  const auto at = out.byte_offset;
  require(out.group_count >= 1, at + 44, "no cylinder groups");
  require(out.fragments_per_group >= out.fragments_per_block, at + 188, "empty cylinder groups");
  require(out.inodes_per_group >= 1 && out.inodes_per_group % out.inodes_per_block() == 0, at + 184,
          "inodes of a group do not fill blocks");
  require(out.inode_count() <= 0xFFFFFFFFULL, at + 184, "more than 2^32 inodes");
  const auto table = std::uint64_t{out.inodes_per_group} / out.inodes_per_block() *
                     out.fragments_per_block;
  require(table + out.inodes_in_group <= out.fragments_per_group, at + 16,
          "the inodes of a group are behind its end");
  require(out.superblock_in_group < out.fragments_per_group, at + 8,
          "the superblock of a group is behind its end");
  require(out.fragment_count >= 1 &&
              out.fragment_count <= (std::uint64_t{1} << 62) / out.fragment_size,
          at + (out.version == Version::ufs1 ? 36 : 1080), "impossible size");
  require(std::uint64_t{out.group_count - 1} * out.fragments_per_group < out.fragment_count,
          at + 44, "more cylinder groups than the file system is large");
  require(divide_rounding_up(out.fragment_count, std::uint64_t{out.fragments_per_group}) <=
              out.group_count,
          at + 44, "fewer cylinder groups than the file system is large");
}

// Solaris has its 64-bit masks four bytes further than 4.4BSD, which is how they are told apart:
// neither writes which it is.
Dialect dialect_of(BytesView bytes, const Superblock& out, std::uint32_t inode_format,
                   std::uint64_t block_mask) {
  if (out.version == Version::ufs2 || inode_format == kInodeFormat44) return Dialect::bsd44;
  if (inode_format == kInodeFormat42) return Dialect::old_bsd;
  if (read_u64(bytes, kSolarisBlockMask, out.order) == out.block_size - 1) return Dialect::solaris;
  return block_mask == out.block_size - 1 ? Dialect::bsd44 : Dialect::old_bsd;
}

// NetBSD in use: 2, which in Solaris is good enough. FF is Solaris' for "bad".
bool is_clean(std::uint8_t value, Dialect dialect) noexcept {
  if (dialect == Dialect::bsd44) return (value & 1) != 0 && value != 0xFF;
  return value >= 1 && value <= 3;
}

template <ByteOrder Order>
std::optional<LogLocation> log_of(const layout::Superblock<Order>& raw, std::uint32_t flags) {
  const auto& at = raw.journal_locators;
  // FreeBSD has the flag for its ACLs, and a count and the largest size of files in these fields.
  const bool has_unit = is_power_of_two(at[2].value()) && at[2] <= kLargestBlock;
  if ((flags & flag::write_ahead_log) == 0 || raw.journal_version != kLogVersion || !has_unit ||
      (raw.journal_location != kLogAtEnd && raw.journal_location != kLogInFile))
    return std::nullopt;
  return LogLocation{at[0], at[1], at[2]};
}

template <ByteOrder Order>
void take_counts(Superblock& out, const layout::Superblock<Order>& raw) {
  // A kernel without these fields has used them for something else since, and with them the size.
  const bool has_new_fields =
      out.version == Version::ufs2 ||
      ((raw.old_flags & flag::flags_updated) != 0 && raw.most_block_size == raw.block_size);
  out.flags = has_new_fields ? raw.flags.value() : raw.old_flags;
  if (has_new_fields) {
    out.free_blocks = raw.total_free_blocks;
    out.free_fragments = raw.total_free_fragments;
    out.free_inodes = raw.total_free_inodes;
    out.log = log_of(raw, out.flags);
  } else {
    out.free_blocks = raw.old_totals.free_blocks;
    out.free_fragments = raw.old_totals.free_fragments;
    out.free_inodes = raw.old_totals.free_inodes;
  }
}

template <ByteOrder Order>
void take_geometry(Superblock& out, const layout::Superblock<Order>& raw) {
  const bool is_first = out.version == Version::ufs1;
  out.block_size = raw.block_size;
  out.fragment_size = raw.fragment_size;
  out.fragments_per_block = raw.fragments_per_block;
  out.fragment_count = is_first ? raw.old_fragment_count.value() : raw.fragment_count.value();
  out.data_fragments =
      is_first ? raw.old_data_fragment_count.value() : raw.data_fragment_count.value();
  out.group_count = raw.group_count;
  out.fragments_per_group = raw.fragments_per_group;
  out.inodes_per_group = raw.inodes_per_group;
  out.inode_size = is_first ? sizeof(layout::Inode1<Order>) : sizeof(layout::Inode2<Order>);
  out.superblock_in_group = raw.superblock_in_group;
  out.inodes_in_group = raw.inodes_in_group;
  if (is_first) {
    out.group_skew = raw.old_group_skew;
    out.group_skew_mask = raw.old_group_skew_mask;
  }
}

template <ByteOrder Order>
Superblock parse_in_order(BytesView bytes, std::uint64_t offset) {
  const auto raw = bytes.get<layout::Superblock<Order>>(0);
  Superblock out;
  out.order = Order;
  out.version = raw.magic == layout::kMagicUfs1 ? Version::ufs1 : Version::ufs2;
  out.byte_offset = offset;
  take_geometry(out, raw);
  require_sound_sizes(out, raw.fragments_per_block);
  require_sound_groups(out);
  take_counts(out, raw);
  out.dialect = dialect_of(bytes, out, raw.old_inode_format, raw.block_mask_64);
  const std::uint32_t room = (layout::kDirect + layout::kIndirect) * out.pointer_size();
  // Other dialects have something else in the field.
  if (out.dialect == Dialect::bsd44)
    out.longest_fast_link = std::min(raw.longest_fast_link.value(), room);
  out.minimum_free_percent = std::min(raw.minimum_free_percent.value(), 100U);
  out.id_high = raw.id[0];
  out.id_low = raw.id[1];
  out.clean = is_clean(raw.clean, out.dialect);
  out.uses_solaris_log = out.dialect == Dialect::solaris && raw.clean == kSolarisLog;
  out.volume_name = text_until_nul(raw.volume_name);
  if ((out.flags & flag::check_hashes) != 0) out.check_hash_kinds = raw.check_hash_kinds;
  return out;
}

// CRC-32C of superblock_size bytes with the field itself as zero.
void verify(const io::ByteSource& volume, const Superblock& parsed) {
  const auto at = parsed.byte_offset;
  const auto head = io::read_bytes(volume, at, layout::kSuperblockBytes);
  const auto [size, stored] = in_order(parsed.order, [&](auto order) {
    const auto raw = BytesView(head, at).get<layout::Superblock<order.value>>(0);
    return std::pair(raw.superblock_size.value(), raw.check_hash.value());
  });
  if (size < layout::kSuperblockBytes || size > kLargestSuperblock ||
      !fits(at, size, volume.size()))
    fail_at(at + 104, "superblock of {} bytes", size);
  auto bytes = io::read_bytes(volume, at, size);
  constexpr auto kField = offsetof(layout::Superblock<ByteOrder::little>, check_hash);
  std::fill_n(bytes.begin() + kField, sizeof(le32), std::byte{0});
  if (const auto computed = crc32c(0xFFFFFFFF, bytes); computed != stored)
    fail_at(at + kField, "superblock: check hash {:#010x}, its bytes have {:#010x}", stored,
            computed);
}

std::optional<ByteOrder> order_of(BytesView bytes) {
  constexpr auto kMagic = offsetof(layout::Superblock<ByteOrder::little>, magic);
  for (const auto order : {ByteOrder::little, ByteOrder::big}) {
    const auto magic = read_u32(bytes, kMagic, order);
    if (magic == layout::kMagicUfs1 || magic == layout::kMagicUfs2 || magic == layout::kMagicUfs2Ea)
      return order;
  }
  return std::nullopt;
}

}  // namespace

std::uint64_t Superblock::group_begin(std::uint32_t group) const noexcept {
  return std::uint64_t{group} * fragments_per_group +
         std::uint64_t{group_skew} * (group & ~group_skew_mask);
}

std::string Superblock::label() const {
  if (version == Version::ufs1) return {};
  const auto last = volume_name.find_last_not_of(" \t\r\n");
  const auto name = volume_name.substr(0, last == std::string::npos ? 0 : last + 1);
  return is_valid_utf8(name) ? name : printable(name);
}

std::string Superblock::uuid() const {
  if (id_high == 0 && id_low == 0) return {};
  return fmt::format("{:08x}{:08x}", id_high, id_low);
}

std::optional<Superblock> parse_superblock(const io::ByteSource& volume, std::uint64_t offset,
                                           bool verify_check_hash) {
  if (!fits(offset, layout::kSuperblockBytes, volume.size())) return std::nullopt;
  const auto stored = io::read_bytes(volume, offset, layout::kSuperblockBytes);
  const BytesView bytes(stored, offset);
  const auto order = order_of(bytes);
  if (!order) return std::nullopt;
  auto out = in_order(
      *order, [&](auto constant) { return parse_in_order<constant.value>(bytes, offset); });
  if (verify_check_hash && (out.check_hash_kinds & check_hash::superblock) != 0)
    verify(volume, out);
  return out;
}

}  // namespace vixmount::fs::ufs
