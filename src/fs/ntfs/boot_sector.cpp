#include "fs/ntfs/boot_sector.hpp"

#include <array>
#include <cstring>
#include <limits>
#include <optional>

#include "base/checked.hpp"
#include "base/error.hpp"
#include "fs/ntfs/layout.hpp"

namespace vixmount::fs::ntfs {
namespace {

constexpr std::uint32_t kSmallestSector = 512;
constexpr std::uint32_t kLargestSector = 4096;
constexpr std::uint32_t kLargestCluster = 2U << 20;
constexpr std::uint32_t kSmallestRecord = 512;  // one stride of the update sequence
// The update sequence of a larger one would not fit its own first stride.
constexpr std::uint32_t kLargestRecord = 64U << 10;

[[noreturn]] void fail_field(const BytesView& sector, std::size_t offset, std::string_view what,
                             std::uint64_t value) {
  fail_at(sector.origin() + offset, "NTFS boot sector: {} {}", what, value);
}

std::uint32_t cluster_size_of(const layout::BootSector& raw, const BytesView& sector) {
  const std::uint32_t code = raw.sectors_per_cluster;
  std::uint64_t sectors = code;
  if (code > 128) sectors = code > 243 ? 1ULL << (256 - code) : 0;
  const auto bytes = sectors * raw.bytes_per_sector;
  if (!is_power_of_two(sectors) || bytes > kLargestCluster)
    fail_field(sector, offsetof(layout::BootSector, sectors_per_cluster),
               "with an impossible number of sectors per cluster:", code);
  return static_cast<std::uint32_t>(bytes);
}

// Positive: clusters; negative: the power of two of the bytes.
std::uint64_t bytes_of_signed_size(std::uint8_t code, std::uint32_t cluster_size) noexcept {
  const auto value = static_cast<std::int8_t>(code);
  if (value > 0) return static_cast<std::uint64_t>(value) * cluster_size;
  const auto shift = static_cast<unsigned>(-int{value});
  return shift < 32 ? 1ULL << shift : 0;
}

std::uint32_t record_size_of(std::uint8_t code, std::uint32_t cluster_size, const BytesView& sector,
                             std::size_t offset, std::string_view what) {
  const auto bytes = bytes_of_signed_size(code, cluster_size);
  if (!is_power_of_two(bytes) || bytes < kSmallestRecord || bytes > kLargestRecord)
    fail_field(sector, offset, what, bytes);
  return static_cast<std::uint32_t>(bytes);
}

void read_counts(Geometry& out, const layout::BootSector& raw, const BytesView& sector) {
  using Raw = layout::BootSector;
  constexpr std::uint64_t kMostBytes = std::numeric_limits<std::int64_t>::max();
  out.sector_count = raw.sector_count;
  if (out.sector_count > kMostBytes / out.bytes_per_sector)
    fail_field(sector, offsetof(Raw, sector_count), "with too many sectors:", out.sector_count);
  out.cluster_count = out.sector_count / (out.cluster_size / out.bytes_per_sector);
  out.mft_cluster = raw.mft_cluster;
  if (out.mft_cluster >= out.cluster_count)
    fail_field(sector, offsetof(Raw, mft_cluster), "has its MFT outside of the volume, at cluster",
               out.mft_cluster);
  out.mft_mirror_cluster = raw.mft_mirror_cluster;
}

// A backup is believed when it says of itself that it belongs to this volume.
std::optional<Geometry> backup_at(const io::ByteSource& volume, std::uint64_t offset) {
  try {
    const auto bytes = io::read_bytes(volume, offset, layout::kBootSectorBytes);
    auto geometry = parse_boot_sector(BytesView(bytes, offset));
    if (geometry.size() <= volume.size()) return geometry;
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::damaged) throw;
  }
  return std::nullopt;
}

FoundBootSector find_backup(const io::ByteSource& volume, const Error& fault) {
  for (std::uint64_t sector = kSmallestSector; sector <= kLargestSector; sector *= 2) {
    const auto count = volume.size() / sector;
    if (count < 2) break;
    for (const auto offset : {(count - 1) * sector, count / 2 * sector})
      if (const auto found = backup_at(volume, offset))
        return {*found, fmt::format("{}; the backup boot sector at byte {} is used",
                                    fault.message(), offset)};
  }
  throw fault;
}

}  // namespace

Geometry parse_boot_sector(BytesView sector) {
  using Raw = layout::BootSector;
  const auto raw = sector.get<Raw>(0);
  if (std::memcmp(raw.oem_id, layout::kOemId, sizeof raw.oem_id) != 0)
    fail_at(sector.origin() + offsetof(Raw, oem_id), "there is no NTFS boot sector");
  Geometry out;
  out.bytes_per_sector = raw.bytes_per_sector;
  if (!is_power_of_two(out.bytes_per_sector) || out.bytes_per_sector < kSmallestSector ||
      out.bytes_per_sector > kLargestSector)
    fail_field(sector, offsetof(Raw, bytes_per_sector),
               "with impossible bytes per sector:", out.bytes_per_sector);
  out.cluster_size = cluster_size_of(raw, sector);
  out.record_size =
      record_size_of(raw.clusters_per_record, out.cluster_size, sector,
                     offsetof(Raw, clusters_per_record), "with an impossible size of MFT records:");
  out.index_record_size = record_size_of(raw.clusters_per_index_record, out.cluster_size, sector,
                                         offsetof(Raw, clusters_per_index_record),
                                         "with an impossible size of index records:");
  read_counts(out, raw, sector);
  out.serial_number = raw.serial_number;
  return out;
}

FoundBootSector find_boot_sector(const io::ByteSource& volume) {
  if (volume.size() < layout::kBootSectorBytes)
    fail_at(0, "a volume of {} bytes is too small for NTFS", volume.size());
  try {
    const auto bytes = io::read_bytes(volume, 0, layout::kBootSectorBytes);
    return {parse_boot_sector(BytesView(bytes, 0)), {}};
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::damaged) throw;
    return find_backup(volume, error);
  }
}

}  // namespace vixmount::fs::ntfs
