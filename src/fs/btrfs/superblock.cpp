#include "fs/btrfs/superblock.hpp"

#include <array>
#include <utility>

#include "base/bytes.hpp"
#include "base/checked.hpp"
#include "base/error.hpp"
#include "base/text.hpp"

namespace vixmount::fs::btrfs {
namespace {

constexpr std::uint32_t kLeastSector = 512;
constexpr std::uint32_t kLeastNode = 4096;
constexpr std::uint32_t kMostNode = 65536;
constexpr std::uint8_t kMostLevels = 8;

constexpr std::uint64_t kMetadataDump = 1ULL << 33;
constexpr std::uint64_t kMetadataDumpV2 = 1ULL << 34;

struct Feature {
  Incompat bit;
  std::string_view name;
};
constexpr std::array kRefused = {
    Feature{Incompat::zoned, "zoned"},
    Feature{Incompat::extent_tree_v2, "extent-tree-v2"},
    Feature{Incompat::raid_stripe_tree, "raid-stripe-tree"},
};
constexpr std::array kKnown = {
    Incompat::mixed_backref, Incompat::default_subvolume, Incompat::mixed_groups,
    Incompat::compress_lzo,  Incompat::compress_zstd,     Incompat::big_metadata,
    Incompat::extended_iref, Incompat::raid56,            Incompat::skinny_metadata,
    Incompat::no_holes,      Incompat::metadata_uuid,     Incompat::raid1c34,
    Incompat::simple_quota,
};

void check_sizes(const Superblock& superblock) {
  const auto at = superblock.byte_offset;
  if (!is_power_of_two(superblock.sector_size) || superblock.sector_size < kLeastSector ||
      superblock.sector_size > kMostNode)
    fail_at(at, "superblock: sectors of {} bytes", superblock.sector_size);
  if (!is_power_of_two(superblock.node_size) || superblock.node_size < kLeastNode ||
      superblock.node_size < superblock.sector_size || superblock.node_size > kMostNode)
    fail_at(at, "superblock: nodes of {} bytes", superblock.node_size);
  const auto& raw = superblock.raw;
  if (raw.root_level >= kMostLevels || raw.chunk_root_level >= kMostLevels ||
      raw.log_root_level >= kMostLevels)
    fail_at(at, "superblock: trees of {}, {} and {} levels", raw.root_level, raw.chunk_root_level,
            raw.log_root_level);
  if (raw.system_chunk_bytes > sizeof(raw.system_chunks))
    fail_at(at, "superblock: {} bytes of system chunks", raw.system_chunk_bytes.value());
}

Superblock parse(const io::ByteSource& device, std::uint64_t offset, bool verify_checksum) {
  const auto bytes = io::read_bytes(device, offset, sizeof(layout::Superblock));
  Superblock out;
  out.raw = BytesView(bytes, offset).get<layout::Superblock>(0);
  out.byte_offset = offset;
  if (std::string_view(out.raw.magic, sizeof(out.raw.magic)) != layout::kMagic)
    fail_at(offset, "superblock without the magic number");
  if (out.raw.bytenr != offset)
    fail_at(offset, "superblock that belongs at byte {}", out.raw.bytenr.value());
  out.checksum_type = static_cast<ChecksumType>(out.raw.checksum_type.value());
  const auto body = std::span<const std::byte>(bytes).subspan(layout::kChecksumBytes);
  const auto stored = std::span<const std::byte>(bytes).first(checksum_size(out.checksum_type));
  if (verify_checksum && !checksum_matches(out.checksum_type, body, stored))
    fail_at(offset, "superblock with a wrong checksum");
  out.sector_size = out.raw.sector_size;
  out.node_size = out.raw.node_size;
  check_sizes(out);
  return out;
}

// Copies further in may be leftovers of a larger file system that was here before.
bool is_newer(const Superblock& copy, const Superblock& than) {
  return copy.fsid() == than.fsid() && copy.device_uuid() == than.device_uuid() &&
         copy.generation() > than.generation();
}

}  // namespace

Guid Superblock::fsid() const noexcept { return Guid::from_uuid_bytes(std::span(raw.fsid)); }

Guid Superblock::metadata_uuid() const noexcept {
  return has(Incompat::metadata_uuid) ? Guid::from_uuid_bytes(std::span(raw.metadata_uuid))
                                      : fsid();
}

Guid Superblock::device_uuid() const noexcept {
  return Guid::from_uuid_bytes(std::span(raw.device.uuid));
}

std::string Superblock::label() const {
  const std::string_view field(raw.label, sizeof(raw.label));
  return printable(field.substr(0, field.find('\0')));
}

bool has_superblock_magic(const io::ByteSource& device) {
  constexpr auto kOffset = layout::kSuperblockOffsets[0] + offsetof(layout::Superblock, magic);
  if (!fits(kOffset, layout::kMagic.size(), device.size())) return false;
  const auto bytes = io::read_bytes(device, kOffset, layout::kMagic.size());
  return BytesView(bytes).text(0, bytes.size()) == layout::kMagic;
}

FoundSuperblock find_superblock(const io::ByteSource& device, bool verify_checksum) {
  std::optional<FoundSuperblock> best;
  std::optional<Error> first_error;
  for (const auto offset : layout::kSuperblockOffsets) {
    if (!fits(offset, sizeof(layout::Superblock), device.size())) break;
    try {
      auto copy = parse(device, offset, verify_checksum);
      if (!best || is_newer(copy, best->superblock)) best = FoundSuperblock{std::move(copy), {}};
    } catch (const Error& error) {
      if (error.kind() != ErrorKind::damaged && error.kind() != ErrorKind::unsupported) throw;
      // Copies further in are often missing: mkfs of an older or smaller file system.
      if (!first_error) first_error = error;
    }
  }
  if (!best) {
    if (first_error) throw *first_error;
    fail(ErrorKind::damaged, "a device of {} bytes has no place for a Btrfs superblock",
         device.size());
  }
  if (best->superblock.byte_offset != layout::kSuperblockOffsets[0])
    best->remark = fmt::format("superblock taken from its copy at byte {}",
                               best->superblock.byte_offset);
  return std::move(*best);
}

void require_known_features(const Superblock& superblock) {
  std::string refused;
  const auto add = [&](std::string_view name) {
    if (!refused.empty()) refused += ", ";
    refused += name;
  };
  std::uint64_t unknown = superblock.raw.incompat;
  for (const auto feature : kKnown) unknown &= ~static_cast<std::uint64_t>(feature);
  for (const auto& feature : kRefused) {
    if (superblock.has(feature.bit)) add(feature.name);
    unknown &= ~static_cast<std::uint64_t>(feature.bit);
  }
  for (unsigned bit = 0; bit < 64; ++bit)
    if ((unknown >> bit & 1) != 0) add(fmt::format("incompatible feature bit {}", bit));
  if ((superblock.raw.flags & (kMetadataDump | kMetadataDumpV2)) != 0)
    add("images of metadata alone (btrfs-image)");
  if (!refused.empty())
    fail(ErrorKind::unsupported, "Btrfs: {} {} not supported", refused,
         refused.find(',') == std::string::npos ? "is" : "are");
}

}  // namespace vixmount::fs::btrfs
