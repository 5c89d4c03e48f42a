#include "fs/fat/exfat/boot_region.hpp"

#include <cstring>
#include <optional>

#include "base/bytes.hpp"
#include "base/error.hpp"
#include "fs/fat/exfat/checksum.hpp"
#include "fs/fat/exfat/layout.hpp"

namespace vixmount::fs::exfat {
namespace {

// Node numbers leave their highest byte free: see node_id.hpp. No disk comes near it.
constexpr std::uint64_t kLargestVolume = std::uint64_t{1} << 59;

bool has_name(BytesView sector) {
  return std::memcmp(sector.data() + 3, layout::kName, layout::kNameBytes) == 0;
}

void check_fields(const layout::BootSector& boot, std::uint64_t at) {
  if (boot.revision >> 8 != layout::kMajorRevision)
    fail(ErrorKind::unsupported_version, "exFAT {}.{}", boot.revision >> 8, boot.revision & 0xFF);
  if (boot.sector_shift < layout::kSmallestSectorShift ||
      boot.sector_shift > layout::kLargestSectorShift)
    fail_at(at + 108, "sectors of 2^{} bytes", boot.sector_shift);
  if (boot.cluster_shift > layout::kLargestClusterShift - boot.sector_shift)
    fail_at(at + 109, "clusters of 2^{} sectors of 2^{} bytes", boot.cluster_shift,
            boot.sector_shift);
  if (boot.table_count != 1 && boot.table_count != 2)
    fail_at(at + 110, "{} allocation tables", boot.table_count);
  if (boot.cluster_count == 0 || boot.cluster_count > layout::kMostClusters)
    fail_at(at + 92, "{} clusters", boot.cluster_count.value());
  if (boot.volume_sectors > kLargestVolume >> boot.sector_shift)
    fail_at(at + 72, "{} sectors", boot.volume_sectors.value());
}

void place_parts(Geometry& out, const layout::BootSector& boot, std::uint64_t at) {
  const unsigned shift = boot.sector_shift;
  out.table_size = std::uint64_t{boot.table_sectors} << shift;
  out.table_count = boot.table_count;
  out.second_is_active =
      boot.table_count == 2 && (boot.flags & layout::kSecondTableIsActive) != 0;
  const auto first_table = std::uint64_t{boot.table_offset} << shift;
  out.table = first_table + (out.second_is_active ? out.table_size : 0);
  out.heap.offset = std::uint64_t{boot.heap_offset} << shift;
  out.heap.cluster_size = std::uint32_t{1} << (shift + boot.cluster_shift);
  out.heap.cluster_count = boot.cluster_count;
  out.root_cluster = boot.root_cluster;
  if (boot.table_offset < 2 * layout::kRegionSectors)
    fail_at(at + 80, "the allocation table begins in the boot region, at sector {}",
            boot.table_offset.value());
  if (out.table_size / 4 < std::uint64_t{boot.cluster_count} + fat::kFirstCluster)
    fail_at(at + 84, "an allocation table of {} sectors for {} clusters",
            boot.table_sectors.value(), boot.cluster_count.value());
  if (first_table + out.table_size * boot.table_count > out.heap.offset)
    fail_at(at + 88, "the clusters begin in the allocation table, at sector {}",
            boot.heap_offset.value());
  if (out.heap.offset + std::uint64_t{out.heap.cluster_count} * out.heap.cluster_size > out.size)
    fail_at(at + 92, "{} clusters are more than the {} sectors hold", boot.cluster_count.value(),
            boot.volume_sectors.value());
  if (!out.heap.contains(out.root_cluster))
    fail_at(at + 96, "the root directory begins at cluster {} of {}", out.root_cluster,
            out.heap.cluster_count);
}

Geometry parse_boot_sector(BytesView sector) {
  const auto boot = sector.get<layout::BootSector>(0);
  const auto at = sector.origin();
  if (!has_name(sector)) fail_at(at + 3, "no boot sector of exFAT");
  check_fields(boot, at);
  Geometry out;
  out.sector_size = std::uint32_t{1} << boot.sector_shift;
  out.size = boot.volume_sectors << boot.sector_shift;
  out.serial_number = boot.serial_number;
  out.is_dirty = (boot.flags & layout::kVolumeDirty) != 0;
  out.has_media_failure = (boot.flags & layout::kMediaFailure) != 0;
  place_parts(out, boot, at);
  return out;
}

void verify_checksum(BytesView region, std::uint32_t sector_size) {
  const auto covered = std::size_t{sector_size} * layout::kChecksumSector;
  const auto expected = region.le32_at(covered);
  const auto found = boot_checksum(region.span().first(covered));
  if (found != expected)
    fail_at(region.origin() + covered, "the boot region's checksum is {:#010x} instead of {:#010x}",
            found, expected);
}

// The region that begins at `offset`, for sectors of `sector_size` bytes.
Geometry read_region(const io::ByteSource& volume, std::uint64_t offset, std::uint32_t sector_size) {
  const auto length = std::size_t{sector_size} * layout::kRegionSectors;
  if (!fits(offset, length, volume.size()))
    fail_at(offset, "a boot region of {} bytes on a volume of {}", length, volume.size());
  const auto bytes = io::read_bytes(volume, offset, length);
  const BytesView region(bytes, offset);
  auto geometry = parse_boot_sector(region.sub(0, layout::kSmallestSector));
  if (geometry.sector_size != sector_size)
    fail_at(offset + 108, "sectors of {} bytes in a region of sectors of {}", geometry.sector_size,
            sector_size);
  verify_checksum(region, sector_size);
  return geometry;
}

Geometry read_main(const io::ByteSource& volume) {
  if (volume.size() < layout::kSmallestSector)
    fail(ErrorKind::damaged, "a volume of {} bytes has no boot sector", volume.size());
  const auto sector = io::read_bytes(volume, 0, layout::kSmallestSector);
  return read_region(volume, 0, parse_boot_sector(BytesView(sector)).sector_size);
}

// The main region may not tell the size of a sector, and so not where the backup is: each place is
// tried.
std::optional<Geometry> read_backup(const io::ByteSource& volume) {
  for (auto shift = layout::kSmallestSectorShift; shift <= layout::kLargestSectorShift; ++shift) {
    const auto sector_size = std::uint32_t{1} << shift;
    try {
      return read_region(volume, std::uint64_t{sector_size} * layout::kRegionSectors, sector_size);
    } catch (const Error&) {
      continue;
    }
  }
  return std::nullopt;
}

}  // namespace

bool begins_as_exfat(const io::ByteSource& volume) {
  if (volume.size() < layout::kSmallestSector) return false;
  const auto sector = io::read_bytes(volume, 0, layout::kSmallestSector);
  return has_name(BytesView(sector));
}

BootRegion read_boot_region(const io::ByteSource& volume) {
  try {
    return {read_main(volume), {}};
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::unsupported_version) throw;
    if (const auto backup = read_backup(volume))
      return {*backup, "the backup boot region is used: " + error.message()};
    throw;
  }
}

}  // namespace vixmount::fs::exfat
