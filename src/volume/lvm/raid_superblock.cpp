#include "volume/lvm/raid_superblock.hpp"

#include <array>

#include "base/bytes.hpp"
#include "base/error.hpp"

namespace vixmount::volume::lvm {
namespace {

// Facts: docs/formats/lvm2.md.
struct Layout {
  le32 magic;                // "DmRd"
  le32 compatible_features;  // bit 0: the fields from `flags` on are there
  le32 member_count;
  le32 position;
  le64 events;
  le64 failed;  // members 0 to 63
  le64 recovered_sectors;
  le64 synced_sectors;
  le32 level;
  le32 layout;
  le32 chunk_sectors;
  le32 flags;  // bit 0: reshaping, bit 1: backwards
  le64 reshape_position;
  le32 new_level;
  le32 new_layout;
  le32 new_chunk_sectors;
  le32 delta_members;  // of a reshape, signed
  le64 array_sectors;
  le64 data_offset;
  le64 new_data_offset;
  le64 sectors;                     // of the data LV
  std::array<le64, 3> more_failed;  // members 64 to 255
  le32 incompatible_features;
};
static_assert(sizeof(Layout) == 148);
constexpr std::uint32_t kMagic = 0x64526D44;
constexpr std::uint32_t kExtended = 1;
constexpr std::uint32_t kReshaping = 1;

void set_failed(RaidSuperblock& out, std::size_t first, std::uint64_t bits) {
  for (std::size_t i = 0; i < 64; ++i) out.failed[first + i] = (bits >> i & 1) != 0;
}

void read_extension(const Layout& raw, RaidSuperblock& out) {
  if (raw.incompatible_features != 0)
    fail(ErrorKind::unsupported, "the RAID superblock has the unknown features {:#x}",
         raw.incompatible_features.value());
  for (std::size_t i = 0; i < raw.more_failed.size(); ++i)
    set_failed(out, 64 * (i + 1), raw.more_failed[i]);
  out.reshaping = (raw.flags & kReshaping) != 0 || raw.delta_members != 0 ||
                  raw.new_level != raw.level || raw.new_layout != raw.layout ||
                  raw.new_chunk_sectors != raw.chunk_sectors;
  out.data_offset = raw.data_offset;
}

}  // namespace

std::optional<RaidSuperblock> read_raid_superblock(const io::ByteSource& metadata) {
  if (metadata.size() < sizeof(Layout)) return std::nullopt;
  const auto bytes = io::read_bytes(metadata, 0, sizeof(Layout));
  const auto raw = BytesView(bytes).get<Layout>(0);
  if (raw.magic != kMagic) return std::nullopt;
  RaidSuperblock out;
  out.member_count = raw.member_count;
  out.position = raw.position;
  out.events = raw.events;
  set_failed(out, 0, raw.failed);
  out.recovered_sectors = raw.recovered_sectors;
  out.synced_sectors = raw.synced_sectors;
  out.level = raw.level;
  out.layout = raw.layout;
  out.chunk_sectors = raw.chunk_sectors;
  if ((raw.compatible_features & kExtended) != 0) read_extension(raw, out);
  return out;
}

}  // namespace vixmount::volume::lvm
