#include "fs/xfs/superblock.hpp"

#include <algorithm>
#include <array>
#include <bit>

#include "base/bytes.hpp"
#include "base/checked.hpp"
#include "base/text.hpp"
#include "fs/xfs/checksum.hpp"

namespace vixmount::fs::xfs {
namespace {

constexpr std::uint32_t kSmallestBlock = 512;
constexpr std::uint32_t kLargestBlock = 64U << 10;
constexpr std::uint32_t kLargestSector = 32U << 10;
// The kernel accepts no smaller group.
constexpr std::uint32_t kFewestGroupBlocks = 64;
// Inode numbers have to leave the highest byte of a NodeId free.
constexpr unsigned kMostInodeNumberBits = 56;

constexpr std::uint32_t kKnownIncompat = 0xFF;
constexpr std::array kFurtherIncompat = {"metadir", "zoned", "zone gaps"};

[[noreturn]] void bad(const Superblock& superblock, std::string_view what, std::uint64_t value) {
  fail_at(superblock.byte_offset, "superblock: {} of {}", what, value);
}

void verify_checksum_of(const io::ByteSource& volume, const Superblock& superblock) {
  const auto bytes = io::read_bytes(volume, superblock.byte_offset, superblock.sector_size);
  const auto stored = superblock.raw.checksum.value();
  const auto computed = checksum(bytes, offsetof(layout::Superblock, checksum));
  if (stored != computed)
    fail_at(superblock.byte_offset, "superblock: checksum {:#010x}, computed {:#010x}", stored,
            computed);
}

void parse_sizes(Superblock& out) {
  const auto& raw = out.raw;
  out.block_size = raw.block_size;
  out.sector_size = raw.sector_size;
  out.inode_size = raw.inode_size;
  if (!is_power_of_two(out.block_size) || out.block_size < kSmallestBlock ||
      out.block_size > kLargestBlock || raw.block_log != std::countr_zero(out.block_size))
    bad(out, "block size", out.block_size);
  if (!is_power_of_two(out.sector_size) || out.sector_size < layout::kSectorBytes ||
      out.sector_size > std::min(kLargestSector, out.block_size))
    bad(out, "sector size", out.sector_size);
  if (!is_power_of_two(out.inode_size) || out.inode_size < layout::kSmallestInode ||
      out.inode_size > std::min<std::uint32_t>(layout::kLargestInode, out.block_size) ||
      raw.inode_log != std::countr_zero(out.inode_size) ||
      raw.inodes_per_block_log != raw.block_log - raw.inode_log)
    bad(out, "inode size", out.inode_size);
  if (raw.directory_block_log + raw.block_log > std::countr_zero(kLargestBlock))
    bad(out, "directory block size, as a power of two,", raw.directory_block_log + raw.block_log);
  out.directory_block_size = out.block_size << raw.directory_block_log;
}

void parse_groups(Superblock& out) {
  const auto& raw = out.raw;
  out.block_count = raw.block_count;
  out.group_blocks = raw.group_blocks;
  out.group_count = raw.group_count;
  if (out.group_blocks < kFewestGroupBlocks) bad(out, "group size", out.group_blocks);
  if (raw.group_blocks_log != std::bit_width(out.group_blocks - 1))
    bad(out, "group size, as a power of two,", raw.group_blocks_log);
  if (out.block_count > (std::uint64_t{1} << 63) / out.block_size ||
      out.group_count != divide_rounding_up(out.block_count, out.group_blocks))
    bad(out, "block count", out.block_count);
  const auto bits = std::bit_width(std::uint64_t{out.group_count}) + raw.group_blocks_log +
                    raw.inodes_per_block_log;
  if (static_cast<unsigned>(bits) > kMostInodeNumberBits) bad(out, "inode number bits", bits);
  // mkfs.xfs does not take the mark away from the copies.
  if (raw.in_progress == 1 && out.byte_offset == 0)
    fail_at(out.byte_offset, "superblock: mkfs was not finished");
}

// Unknown features would be guessed at; read-only ones change nothing for a reader.
void require_known_features(const Superblock& superblock) {
  const auto unknown = superblock.raw.features_incompat & ~kKnownIncompat;
  if (unknown == 0) return;
  std::string names;
  for (unsigned bit = 0; bit < 32; ++bit) {
    if ((unknown >> bit & 1) == 0) continue;
    if (!names.empty()) names += ", ";
    const auto named = bit - std::bit_width(kKnownIncompat);
    names += named < kFurtherIncompat.size() ? std::string(kFurtherIncompat[named])
                                             : fmt::format("incompat {:#x}", 1U << bit);
  }
  fail(ErrorKind::unsupported, "XFS with features that are not supported: {}", names);
}

void parse_features(Superblock& out) {
  const auto& raw = out.raw;
  const unsigned bits = raw.version;
  out.is_case_insensitive =
      (bits & static_cast<unsigned>(VersionFeature::case_insensitive)) != 0;
  out.metadata_uuid = raw.uuid;
  const auto features2 = (bits & static_cast<unsigned>(VersionFeature::more_features)) != 0
                             ? raw.features2 | raw.bad_features2
                             : 0U;
  out.has_file_types = (features2 & static_cast<std::uint32_t>(Feature2::file_type)) != 0;
  if (out.version != 5) return;
  require_known_features(out);
  out.features_incompat = raw.features_incompat;
  out.has_file_types = out.has(Incompat::file_type);
  if (out.has(Incompat::metadata_uuid)) out.metadata_uuid = raw.metadata_uuid;
}

}  // namespace

Guid Superblock::uuid() const noexcept {
  return Guid::from_uuid_bytes(std::span<const std::byte, 16>(raw.uuid));
}

std::string Superblock::label() const {
  const std::string_view field(raw.label.data(), raw.label.size());
  const auto text = field.substr(0, field.find('\0'));
  return is_valid_utf8(text) ? std::string(text) : windows_1252_to_utf8(text);
}

std::uint32_t Superblock::blocks_in_group(std::uint32_t group) const noexcept {
  const auto first = std::uint64_t{group} * group_blocks;
  return static_cast<std::uint32_t>(std::min<std::uint64_t>(group_blocks, block_count - first));
}

bool has_superblock_magic(const io::ByteSource& volume, std::uint64_t offset) {
  if (!fits(offset, sizeof(layout::Superblock), volume.size())) return false;
  return BytesView(io::read_bytes(volume, offset, sizeof(be32))).be32_at(0) ==
         layout::kSuperblockMagic;
}

Superblock parse_superblock(const io::ByteSource& volume, std::uint64_t offset,
                            bool verify_checksum) {
  if (!has_superblock_magic(volume, offset)) fail_at(offset, "no XFS superblock");
  Superblock out;
  out.byte_offset = offset;
  const auto bytes = io::read_bytes(volume, offset, sizeof(layout::Superblock));
  out.raw = BytesView(bytes, offset).get<layout::Superblock>(0);
  out.version = out.raw.version & 0xFU;
  if (out.version < 4)
    fail(ErrorKind::unsupported, "XFS version {} is not supported", out.version);
  if (out.version > 5) bad(out, "version", out.version);
  parse_sizes(out);
  if (!fits(offset, out.sector_size, volume.size())) bad(out, "sector size", out.sector_size);
  if (verify_checksum && out.has_checksums()) verify_checksum_of(volume, out);
  parse_features(out);
  parse_groups(out);
  return out;
}

Superblock parse_names_only(const io::ByteSource& volume) {
  Superblock out;
  const auto bytes = io::read_bytes(volume, 0, sizeof(layout::Superblock));
  out.raw = BytesView(bytes).get<layout::Superblock>(0);
  return out;
}

}  // namespace vixmount::fs::xfs
