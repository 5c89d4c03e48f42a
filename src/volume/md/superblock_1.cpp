// Superblocks of version 1 (1.0, 1.1, 1.2 differ only in their place).
#include <algorithm>

#include "base/text.hpp"
#include "volume/md/layout.hpp"
#include "volume/md/superblock.hpp"

namespace vixmount::volume::md {
namespace {

using layout::kSector;
using layout::Superblock1;

constexpr std::uint64_t kSecondsMask = (std::uint64_t{1} << 40) - 1;
// The kernel takes no superblock with less room for data.
constexpr std::uint64_t kFewestDataSectors = 10;
// One page, as the kernel reads it.
constexpr std::uint32_t kMostBadBlockSectors = 8;

// The sum of all words up to the last role, with the field itself as 0, folded once.
std::uint32_t checksum_of(BytesView block, std::uint32_t role_count) {
  const std::size_t length = sizeof(Superblock1) + role_count * std::size_t{2};
  std::uint64_t sum = 0;
  std::size_t at = 0;
  for (; at + 4 <= length; at += 4)
    if (at != offsetof(Superblock1, checksum)) sum += block.le32_at(at);
  if (at < length) sum += block.le16_at(at);
  return static_cast<std::uint32_t>((sum & 0xFFFFFFFF) + (sum >> 32));
}

std::string uuid_text(const std::array<std::byte, 16>& uuid) {
  const BytesView view{uuid};
  return fmt::format("{:08x}:{:08x}:{:08x}:{:08x}", view.be32_at(0), view.be32_at(4),
                     view.be32_at(8), view.be32_at(12));
}

std::uint64_t bytes_of(std::uint64_t sectors, std::string_view what) {
  return checked_multiply(sectors, kSector, what);
}

// A count of sectors that may be all ones for "everything".
std::uint64_t bytes_or_all(std::uint64_t sectors, std::string_view what) {
  return sectors == kAll ? kAll : bytes_of(sectors, what);
}

void check_version_1(BytesView block, const Superblock1& raw) {
  const auto offset = block.origin();
  if (raw.role_count > layout::kMostRoles)
    fail_at(offset, "the MD superblock has {} roles, more than fit", raw.role_count.value());
  if (checksum_of(block, raw.role_count) != raw.checksum)
    fail_at(offset, "the MD superblock has a wrong checksum");
  if (raw.data_size < kFewestDataSectors)
    fail_at(offset, "the MD superblock leaves {} sectors for data", raw.data_size.value());
  if ((raw.features & ~layout::kKnownFeatures) != 0)
    fail(ErrorKind::unsupported, "the MD superblock has unknown features 0x{:x}",
         raw.features & ~layout::kKnownFeatures);
  if (raw.padding0 != 0 || !is_all_zero(raw.padding3))
    fail(ErrorKind::unsupported, "the MD superblock uses fields that are not known");
}

Geometry geometry_of(const Superblock1& raw) {
  Geometry geometry;
  geometry.level = static_cast<std::int32_t>(raw.level.value());
  geometry.layout = raw.layout;
  geometry.has_layout = geometry.level != 0 || (raw.features & layout::kFeatureRaid0Layout) != 0;
  if (!geometry.has_layout) geometry.layout = 0;
  geometry.chunk_size = std::uint64_t{raw.chunk_size} * kSector;
  geometry.raid_disks = raw.raid_disks;
  return geometry;
}

// While an array is reshaped, raid_disks is the larger of both numbers.
void read_reshape(const Superblock1& raw, Superblock& out, std::uint64_t offset) {
  const auto delta = static_cast<std::int32_t>(raw.delta_disks.value());
  Reshape reshape;
  reshape.target.level = static_cast<std::int32_t>(raw.new_level.value());
  reshape.target.layout = raw.new_layout;
  reshape.target.chunk_size = std::uint64_t{raw.new_chunk_size} * kSector;
  const auto larger = std::int64_t{raw.raid_disks};
  const auto before = delta > 0 ? larger - delta : larger;
  const auto after = delta < 0 ? larger + delta : larger;
  if (before < 1 || after < 1)
    fail_at(offset, "the MD superblock changes {} members by {}", larger, delta);
  out.geometry.raid_disks = static_cast<std::uint32_t>(before);
  reshape.target.raid_disks = static_cast<std::uint32_t>(after);
  reshape.position = bytes_of(raw.reshape_position, "position of the MD reshape");
  reshape.backwards =
      delta < 0 || (delta == 0 && (raw.features & layout::kFeatureReshapeBackwards) != 0);
  if ((raw.features & layout::kFeatureNewOffset) != 0)
    reshape.offset_change =
        std::int64_t{static_cast<std::int32_t>(raw.new_offset.value())} * kSector;
  out.reshape = reshape;
}

void read_bad_blocks(const Superblock1& raw, Superblock& out, std::uint64_t member_size) {
  if ((raw.features & layout::kFeatureBadBlocks) == 0) return;
  const auto distance =
      std::int64_t{static_cast<std::int32_t>(raw.bad_blocks_offset.value())} * kSector;
  // The place is below 2^63: the superblock lies inside its member.
  const auto begin = static_cast<std::int64_t>(out.offset) + distance;
  const auto length = std::uint64_t{raw.bad_blocks_size} * kSector;
  if (distance == 0 || begin < 0 || raw.bad_blocks_size == 0 ||
      raw.bad_blocks_size > kMostBadBlockSectors || raw.bad_blocks_shift > 32 ||
      !fits(static_cast<std::uint64_t>(begin), length, member_size))
    fail_at(out.offset, "the MD superblock's log of bad blocks cannot be where it says");
  out.bad_blocks =
      ByteRange{static_cast<std::uint64_t>(begin), static_cast<std::uint64_t>(begin) + length};
  out.bad_blocks_shift = raw.bad_blocks_shift;
}

// What is said of this one member.
void read_device(BytesView block, const Superblock1& raw, Superblock& out) {
  out.data_offset = bytes_of(raw.data_offset, "begin of the MD member's data");
  out.data_size = bytes_of(raw.data_size, "size of the MD member's data");
  out.device_number = raw.device_number;
  out.roles.reserve(raw.role_count);
  for (std::uint32_t i = 0; i < raw.role_count; ++i)
    out.roles.push_back(block.le16_at(sizeof(Superblock1) + i * std::size_t{2}));
  // Of a journal device the field is the journal's tail.
  if (out.role() != layout::kRoleJournal && (raw.features & layout::kFeatureRecoveryOffset) != 0)
    out.recovered_up_to = bytes_or_all(raw.recovery_offset, "recovered part of the MD member");
  out.is_replacement = (raw.features & layout::kFeatureReplacement) != 0;
}

Superblock read_version_1(BytesView block, const Superblock1& raw, Version version,
                          std::uint64_t member_size) {
  check_version_1(block, raw);
  Superblock out;
  out.version = version;
  out.offset = block.origin();
  out.uuid = uuid_text(raw.array_uuid);
  out.array_name =
      std::string(block.text_until_nul(offsetof(Superblock1, array_name), sizeof(raw.array_name)));
  out.created = raw.created & kSecondsMask;
  out.events = raw.events;
  out.geometry = geometry_of(raw);
  out.component_size = bytes_of(raw.component_size, "size of the MD components");
  out.in_sync_up_to = bytes_or_all(raw.resync_offset, "part of the MD array in sync");
  out.has_write_journal = (raw.features & layout::kFeatureJournal) != 0;
  read_device(block, raw, out);
  if ((raw.features & layout::kFeatureReshapeActive) != 0) read_reshape(raw, out, block.origin());
  read_bad_blocks(raw, out, member_size);
  return out;
}

}  // namespace

std::optional<Parsed> parse_version_1(BytesView block, Version version, std::uint64_t member_size) {
  const auto raw = block.get<Superblock1>(0);
  // The same superblock is seen at the end of a disk and of its last partition: it tells which.
  if (raw.magic != layout::kMagic || raw.major_version != 1 ||
      raw.super_offset != block.origin() / kSector)
    return std::nullopt;
  Parsed parsed;
  try {
    parsed.superblock = read_version_1(block, raw, version, member_size);
  } catch (const Error& error) {
    parsed.fault = error.message();
    parsed.unsupported = error.kind() == ErrorKind::unsupported;
  }
  return parsed;
}

}  // namespace vixmount::volume::md
