#include <algorithm>
#include <array>
#include <string_view>

#include "base/bytes.hpp"
#include "volume/labels/labels.hpp"
#include "volume/labels/sun_tags.hpp"
#include "volume/partition_table.hpp"

namespace vixmount::volume::labels {
namespace {

constexpr std::uint16_t kMagic = 0xDABE;
constexpr std::size_t kPartitions = 8;
constexpr std::uint64_t kSector = 512;  // bytes, always

struct TagAndFlags {
  be16 tag;
  be16 flags;
};

struct Entry {
  be32 start_cylinder;
  be32 size;  // sectors
};

// Facts: Linux block/partitions/sun.c; util-linux' sun label.
struct SunLabel {
  std::array<char, 128> text;
  be32 version;
  std::array<char, 8> volume;
  be16 partition_count;
  std::array<TagAndFlags, kPartitions> tags;
  be16 padding;
  std::array<be32, 3> boot_info;
  be32 sanity;  // kVtocSanity where tags and count are meant
  std::array<std::byte, 244> not_used;
  be16 tracks_per_cylinder;
  be16 sectors_per_track;
  std::array<be16, 2> obsolete;
  std::array<Entry, kPartitions> partitions;
  be16 magic;
  be16 checksum;  // all 16-bit words XOR to 0
};
static_assert(sizeof(SunLabel) == 512);

bool has_good_checksum(const BytesView& sector) {
  std::uint16_t sum = 0;
  for (std::size_t at = 0; at < sector.size(); at += 2) sum ^= sector.be16_at(at);
  return sum == 0;
}

// `cylinder` in bytes. A start that no number can hold is behind the end of every disk.
ByteRange range_of(const Entry& entry, std::uint64_t cylinder) {
  constexpr auto kFar = std::uint64_t{1} << 63;
  ByteRange range;
  if (__builtin_mul_overflow(entry.start_cylinder.value(), cylinder, &range.begin) ||
      range.begin > kFar)
    range.begin = kFar;
  range.end = range.begin + entry.size * kSector;
  return range;
}

std::vector<Volume> partitions_of(const SunLabel& label, const Container& container,
                                  Remarks& remarks) {
  const bool has_tags =
      label.sanity == kVtocSanity && label.version == 1 && label.partition_count <= kPartitions;
  const std::size_t count = has_tags ? label.partition_count.value() : kPartitions;
  const auto cylinder =
      std::uint64_t{label.tracks_per_cylinder} * label.sectors_per_track * kSector;
  std::vector<Volume> volumes;
  for (std::size_t i = 0; i < count; ++i) {
    const auto& entry = label.partitions[i];
    const std::uint16_t tag = has_tags ? label.tags[i].tag.value() : std::uint16_t{0};
    if (entry.size == 0 || tag == kWholeDiskTag) continue;
    Volume volume = describe_sun_partition(tag, static_cast<std::uint32_t>(i + 1));
    if (place(volume, container, range_of(entry, cylinder), remarks))
      volumes.push_back(std::move(volume));
  }
  return volumes;
}

}  // namespace

std::optional<std::vector<Volume>> read_sun(const Container& container, Remarks& remarks) {
  if (container.kind == ContainerKind::partition || container.source->size() < sizeof(SunLabel))
    return std::nullopt;
  const auto raw = io::read_bytes(*container.source, 0, sizeof(SunLabel));
  const BytesView view(raw);
  const auto label = view.get<SunLabel>(0);
  if (label.magic != kMagic) return std::nullopt;
  if (!has_good_checksum(view)) {
    remarks.add(container, "its Sun label has a wrong checksum; it is not used");
    return std::nullopt;
  }
  auto volumes = partitions_of(label, container, remarks);
  if (volumes.empty()) return std::nullopt;
  remark_overlaps(volumes, container, remarks);
  return volumes;
}

}  // namespace vixmount::volume::labels
