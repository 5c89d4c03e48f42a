#include "fs/ext/superblock.hpp"

#include <array>
#include <string_view>

#include "base/bytes.hpp"
#include "base/checked.hpp"
#include "base/text.hpp"
#include "fs/ext/checksum.hpp"

namespace vixmount::fs::ext {
namespace {

constexpr std::uint32_t kFirstInodeOfRevision0 = 11;
constexpr std::uint32_t kTestFileSystemFlag = 0x4;
constexpr std::uint8_t kChecksumTypeCrc32c = 1;

// What ext2 and ext3 drivers understand, as blkid counts it.
constexpr std::uint32_t kRoCompatOfExt2 = 0x7;         // sparse_super, large_file, btree_dir
constexpr std::uint32_t kIncompatOfExt2 = 0x2 | 0x10;  // filetype, meta_bg
constexpr std::uint32_t kIncompatOfExt3 = kIncompatOfExt2 | 0x4;

void require(bool condition, const Superblock& superblock, std::string_view what) {
  if (!condition) fail_at(superblock.byte_offset, "ext superblock: {}", what);
}

void read_features(Superblock& out) {
  if (out.raw.revision == 0) return;
  out.feature_compat = out.raw.feature_compat;
  out.feature_incompat = out.raw.feature_incompat;
  out.feature_ro_compat = out.raw.feature_ro_compat;
}

void check_own_checksum(const Superblock& superblock) {
  if (!superblock.has_metadata_checksums()) return;
  require(superblock.raw.checksum_type == kChecksumTypeCrc32c, superblock,
          "unknown type of metadata checksums");
  const auto bytes = std::as_bytes(std::span(&superblock.raw, 1));
  const auto computed = crc32c(~0U, bytes.first(offsetof(layout::Superblock, checksum)));
  if (computed != superblock.raw.checksum)
    fail_at(superblock.byte_offset, "ext superblock: checksum {:#010x}, computed {:#010x}",
            superblock.raw.checksum.value(), computed);
}

void read_block_geometry(Superblock& out) {
  const auto& raw = out.raw;
  require(raw.log_block_size <= 6, out, "block size above 64 KiB");
  out.block_size = 1024U << raw.log_block_size;
  out.cluster_size = out.block_size;
  if (out.has(RoCompat::bigalloc)) {
    // 20 (1 GiB) is the most that mke2fs makes.
    require(raw.log_cluster_size >= raw.log_block_size && raw.log_cluster_size <= 20, out,
            "impossible cluster size");
    out.cluster_size = 1024U << raw.log_cluster_size;
  }
  out.block_count = raw.blocks_count_lo;
  if (out.has(Incompat::bits64)) out.block_count |= std::uint64_t{raw.blocks_count_hi} << 32;
  out.first_data_block = raw.first_data_block;
  require(out.first_data_block < out.block_count, out, "first data block behind the last block");
  checked_multiply(out.block_count, out.block_size, "size of an ext file system");
}

void read_group_geometry(Superblock& out) {
  const auto& raw = out.raw;
  out.blocks_per_group = raw.blocks_per_group;
  out.inodes_per_group = raw.inodes_per_group;
  out.inode_count = raw.inodes_count;
  // Bitmaps are one block each.
  const auto bits = 8 * out.block_size;
  const auto blocks_per_cluster = out.cluster_size / out.block_size;
  require(out.blocks_per_group != 0 && out.blocks_per_group / blocks_per_cluster <= bits, out,
          "impossible number of blocks in a group");
  require(out.inodes_per_group != 0 && out.inodes_per_group <= bits, out,
          "impossible number of inodes in a group");
  const auto groups =
      divide_rounding_up(out.block_count - out.first_data_block, out.blocks_per_group);
  require(groups <= out.inode_count && groups * out.inodes_per_group == out.inode_count, out,
          "the number of inodes does not fit the number of groups");
  out.group_count = static_cast<std::uint32_t>(groups);  // no more than inode_count
}

void read_record_sizes(Superblock& out) {
  const auto& raw = out.raw;
  const bool dynamic = raw.revision != 0;
  out.inode_size = dynamic ? raw.inode_size.value() : std::uint16_t{layout::kSmallInodeSize};
  require(is_power_of_two(out.inode_size) && out.inode_size >= layout::kSmallInodeSize &&
              out.inode_size <= out.block_size,
          out, "impossible inode size");
  out.first_free_inode = dynamic ? raw.first_inode.value() : kFirstInodeOfRevision0;
  require(out.first_free_inode >= kFirstInodeOfRevision0, out, "impossible first inode");
  out.descriptor_size = layout::kShortDescriptorSize;
  if (!out.has(Incompat::bits64)) return;
  out.descriptor_size = raw.descriptor_size;
  require(is_power_of_two(out.descriptor_size) &&
              out.descriptor_size >= sizeof(layout::GroupDescriptor) && out.descriptor_size <= 1024,
          out, "impossible size of group descriptors");
}

struct FeatureName {
  std::uint32_t bit;
  std::string_view name;
};
constexpr FeatureName kUnsupportedIncompat[] = {
    {0x1, "compression"},
    {0x8, "journal_dev"},
    {0x1000, "dirdata"},
};
constexpr std::uint32_t kSupportedIncompat = 0x2 | 0x4 | 0x10 | 0x40 | 0x80 | 0x100 | 0x200 |
                                             0x400 | 0x2000 | 0x4000 | 0x8000 | 0x10000 | 0x20000;

}  // namespace

Guid Superblock::uuid() const noexcept {
  return Guid::from_uuid_bytes(std::span<const std::byte, 16>(raw.uuid));
}

std::string Superblock::label() const {
  if (raw.revision == 0) return {};
  const std::string_view field(raw.volume_name, sizeof raw.volume_name);
  const auto text = field.substr(0, field.find('\0'));
  return is_valid_utf8(text) ? std::string(text) : windows_1252_to_utf8(text);
}

std::string Superblock::type_name() const {
  if (has(Incompat::journal_device)) return "jbd";
  if ((raw.flags & kTestFileSystemFlag) != 0 && raw.revision != 0) return "ext4dev";
  if ((feature_ro_compat & ~kRoCompatOfExt2) != 0) return "ext4";
  const bool journal = has(Compat::has_journal);
  if (journal && (feature_incompat & ~kIncompatOfExt3) == 0) return "ext3";
  if (!journal && (feature_incompat & ~kIncompatOfExt2) == 0) return "ext2";
  return "ext4";
}

std::optional<JournalLocation> journal_location(const Superblock& superblock) {
  if (!superblock.has(Compat::has_journal)) return std::nullopt;
  return JournalLocation{
      superblock.raw.journal_inode,
      Guid::from_uuid_bytes(std::span<const std::byte, 16>(superblock.raw.journal_uuid))};
}

bool has_superblock_magic(const io::ByteSource& volume, std::uint64_t offset) {
  if (!fits(offset, sizeof(layout::Superblock), volume.size())) return false;
  std::array<std::byte, sizeof(le16)> magic{};
  volume.read(offset + offsetof(layout::Superblock, magic), magic);
  return BytesView(magic).le16_at(0) == layout::kMagic;
}

Superblock parse_superblock(const io::ByteSource& volume, std::uint64_t offset,
                            bool verify_checksum) {
  if (!has_superblock_magic(volume, offset)) fail_at(offset, "no ext superblock");
  Superblock out;
  out.byte_offset = offset;
  const auto bytes = io::read_bytes(volume, offset, sizeof(layout::Superblock));
  out.raw = BytesView(bytes, offset).get<layout::Superblock>(0);
  read_features(out);
  if (verify_checksum) check_own_checksum(out);
  if (out.has(Incompat::journal_device)) return out;  // the rest describes no file system
  read_block_geometry(out);
  read_group_geometry(out);
  read_record_sizes(out);
  out.checksum_seed = out.has(Incompat::checksum_seed) ? out.raw.checksum_seed.value()
                                                       : crc32c(~0U, std::span(out.raw.uuid));
  return out;
}

void require_known_features(const Superblock& superblock) {
  auto unknown = superblock.feature_incompat & ~kSupportedIncompat;
  if (unknown == 0) return;
  std::string names;
  for (std::uint32_t bit = 1; unknown != 0; bit <<= 1) {
    if ((unknown & bit) == 0) continue;
    unknown &= ~bit;
    std::string name = fmt::format("FEATURE_I{}", __builtin_ctz(bit));
    for (const auto& known : kUnsupportedIncompat)
      if (known.bit == bit) name = known.name;
    names += (names.empty() ? "" : ", ") + name;
  }
  fail(ErrorKind::unsupported, "the {} file system uses features that are not supported: {}",
       superblock.type_name(), names);
}

}  // namespace vixmount::fs::ext
