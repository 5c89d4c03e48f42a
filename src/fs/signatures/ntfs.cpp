// NTFS. Facts: Linux fs/ntfs3 headers; libfsntfs, "New Technologies File System (NTFS) format".
#include <fmt/format.h>

#include "fs/signatures/probes.hpp"

namespace vixmount::fs::signatures {
namespace {

constexpr std::size_t kSector = 512;  // unit of the update sequence, whatever the disk's sector
constexpr std::size_t kMostRecordSize = 64 * 1024;
constexpr std::uint32_t kVolumeRecord = 3;  // of the master file table
constexpr std::uint32_t kVolumeName = 0x60;
constexpr std::uint32_t kEndOfAttributes = 0xFFFFFFFF;

struct Geometry {
  std::uint32_t cluster_size = 0;  // bytes
  std::uint64_t mft_cluster = 0;
  std::uint64_t record_size = 0;  // bytes
};

// Values above 243 are 2^(256 - n), for clusters beyond 64 KiB.
std::uint32_t sectors_per_cluster(std::uint8_t raw) noexcept {
  if (raw <= 128) return raw;
  return raw > 243 ? 1U << (256 - raw) : 0;
}

std::optional<Geometry> geometry_of(BytesView sector) {
  const std::uint32_t bytes_per_sector = sector.le16_at(11);
  const auto sectors = sectors_per_cluster(sector.u8(13));
  // NTFS has no reserved sectors and no file allocation tables.
  if (!is_power_of_two(bytes_per_sector) || bytes_per_sector < 256 || bytes_per_sector > 4096 ||
      !is_power_of_two(sectors) || sector.le16_at(14) != 0 || sector.u8(16) != 0)
    return std::nullopt;
  Geometry geometry;
  geometry.cluster_size = bytes_per_sector * sectors;
  geometry.mft_cluster = sector.le64_at(48);
  // Positive: clusters; negative: the power of two of the bytes.
  const auto raw = static_cast<std::int8_t>(sector.u8(64));
  geometry.record_size = raw > 0 ? std::uint64_t{geometry.cluster_size} * static_cast<unsigned>(raw)
                                 : std::uint64_t{1} << (static_cast<unsigned>(-raw) & 31);
  return geometry;
}

// The last two bytes of each sector stand in the update sequence array of the record.
std::vector<std::byte> with_fixups(BytesView record) {
  std::vector<std::byte> bytes(record.span().begin(), record.span().end());
  const std::size_t array = record.le16_at(4);
  const std::size_t count = record.le16_at(6);
  for (std::size_t i = 1; i < count && i * kSector <= bytes.size(); ++i) {
    const auto saved = record.sub(array + i * 2, 2);
    if (record.le16_at(i * kSector - 2) != record.le16_at(array))
      fail_at(record.origin() + i * kSector - 2, "an MFT record was not written as a whole");
    std::memcpy(bytes.data() + i * kSector - 2, saved.data(), 2);
  }
  return bytes;
}

std::string volume_name(BytesView record) {
  if (record.text(0, 4) != "FILE") fail_at(record.origin(), "there is no MFT record");
  const auto bytes = with_fixups(record);
  const BytesView fixed(bytes, record.origin());
  for (std::size_t offset = fixed.le16_at(20); fixed.le32_at(offset) != kEndOfAttributes;) {
    const std::size_t length = fixed.le32_at(offset + 4);
    if (length < 24) fail_at(record.origin() + offset, "an attribute of {} bytes", length);
    const auto attribute = fixed.sub(offset, length);
    if (attribute.le32_at(0) == kVolumeName && attribute.u8(8) == 0)
      return utf16le_label(attribute.sub(attribute.le16_at(20), attribute.le32_at(16)));
    offset += length;
  }
  return {};
}

}  // namespace

std::optional<Identification> probe_ntfs(const VolumeBytes& volume) {
  if (!volume.has(3, "NTFS    ")) return std::nullopt;
  const auto sector = volume.view(0, kSector);
  if (!sector) return std::nullopt;
  const auto geometry = geometry_of(*sector);
  if (!geometry) return std::nullopt;
  auto identification = recognised("ntfs");
  identification.uuid = fmt::format("{:016X}", sector->le64_at(72));
  read_details(identification, [&] {
    if (geometry->record_size < kSector || geometry->record_size > kMostRecordSize)
      fail_at(64, "MFT records of {} bytes", geometry->record_size);
    const auto table = checked_multiply(geometry->mft_cluster, geometry->cluster_size, "MFT");
    const auto record = checked_add(table, kVolumeRecord * geometry->record_size, "MFT record 3");
    identification.label = volume_name(volume.require(record, geometry->record_size));
  });
  return identification;
}

}  // namespace vixmount::fs::signatures
