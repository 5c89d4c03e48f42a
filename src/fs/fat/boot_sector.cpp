#include "fs/fat/boot_sector.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "fs/fat/layout.hpp"

namespace vixmount::fs::fat {
namespace {

// Microsoft's bounds, which every implementation has: the kind follows from the count of clusters.
constexpr std::uint64_t kMostClustersOfFat12 = 4084;
constexpr std::uint64_t kMostClustersOfFat16 = 65524;
constexpr std::uint64_t kMostClustersOfFat32 = 0x0FFFFFF5;
// More were never written; Microsoft knows one and two.
constexpr unsigned kMostTables = 4;

void check_fields(BytesView sector, const layout::BootSector& boot) {
  const auto at = [&](std::size_t field) { return sector.origin() + field; };
  if (!is_power_of_two(boot.bytes_per_sector) || boot.bytes_per_sector < 512 ||
      boot.bytes_per_sector > 4096)
    fail_at(at(11), "sectors of {} bytes", boot.bytes_per_sector.value());
  if (!is_power_of_two(boot.sectors_per_cluster))
    fail_at(at(13), "clusters of {} sectors", boot.sectors_per_cluster);
  if (boot.reserved_sectors == 0) fail_at(at(14), "no reserved sectors");
  if (boot.table_count == 0 || boot.table_count > kMostTables)
    fail_at(at(16), "{} allocation tables", boot.table_count);
  if (boot.media != 0xF0 && boot.media < 0xF8) fail_at(at(21), "media byte {:#x}", boot.media);
}

std::uint64_t table_sectors_of(const layout::BootSector& boot, const layout::Fat32Fields& fat32) {
  return boot.table_sectors_16 != 0 ? boot.table_sectors_16.value() : fat32.table_sectors.value();
}

EntryBits kind_of(const layout::BootSector& boot, std::uint64_t cluster_count) {
  // A FAT32 may be smaller than Microsoft's bound; without the 16-bit field it is nothing else.
  if (boot.table_sectors_16 == 0) return EntryBits::fat32;
  return cluster_count <= kMostClustersOfFat12 ? EntryBits::fat12 : EntryBits::fat16;
}

std::uint64_t most_clusters(EntryBits bits) {
  return bits == EntryBits::fat12   ? kMostClustersOfFat12
         : bits == EntryBits::fat16 ? kMostClustersOfFat16
                                    : kMostClustersOfFat32;
}

// Entries that a table of this size has room for, but the two that are flags.
std::uint64_t clusters_in_table(EntryBits bits, std::uint64_t table_bytes) {
  const auto entries =
      table_bytes * 8 / (bits == EntryBits::fat32 ? 32U : static_cast<unsigned>(bits));
  return entries > kFirstCluster ? entries - kFirstCluster : 0;
}

void place_tables(Geometry& out, const layout::BootSector& boot, const layout::Fat32Fields& fat32,
                  std::uint64_t table_bytes) {
  const auto first = std::uint64_t{boot.reserved_sectors} * out.sector_size;
  const auto table = [&](unsigned i) { return first + i * table_bytes; };
  if (out.is_fat32() && (fat32.flags & layout::kOneActiveTable) != 0) {
    const unsigned active = fat32.flags & layout::kActiveTableMask;
    if (active >= boot.table_count)
      fail_at(40, "table {} of {} is the active one", active, boot.table_count);
    out.tables.push_back(table(active));
    return;
  }
  for (unsigned i = 0; i < boot.table_count; ++i) out.tables.push_back(table(i));
}

void place_clusters(Geometry& out, BytesView sector, const layout::BootSector& boot,
                    const layout::Fat32Fields& fat32) {
  const auto table_bytes = table_sectors_of(boot, fat32) * out.sector_size;
  if (table_bytes == 0) fail_at(sector.origin() + 22, "allocation tables of no sectors");
  const std::uint64_t sectors =
      boot.sectors_16 != 0 ? boot.sectors_16.value() : boot.sectors_32.value();
  out.end = sectors * out.sector_size;
  out.root =
      std::uint64_t{boot.reserved_sectors} * out.sector_size + table_bytes * boot.table_count;
  const bool is_fat32 = boot.table_sectors_16 == 0;
  out.root_slots = is_fat32 ? 0 : boot.root_entries.value();
  const auto root_bytes = std::uint64_t{out.root_slots} * layout::kEntryBytes;
  out.heap.offset = out.root + divide_rounding_up(root_bytes, out.sector_size) * out.sector_size;
  out.heap.cluster_size = boot.sectors_per_cluster * out.sector_size;
  if (out.heap.offset > out.end)
    fail_at(sector.origin() + 32, "{} sectors, and the clusters begin at sector {}", sectors,
            out.heap.offset / out.sector_size);
  const auto clusters = (out.end - out.heap.offset) / out.heap.cluster_size;
  out.bits = kind_of(boot, clusters);
  const auto count =
      std::min({clusters, most_clusters(out.bits), clusters_in_table(out.bits, table_bytes)});
  if (count == 0) fail_at(sector.origin() + 32, "{} sectors hold no cluster", sectors);
  out.heap.cluster_count = static_cast<std::uint32_t>(count);
  place_tables(out, boot, fat32, table_bytes);
}

void read_extended_fields(Geometry& out, const layout::ExtendedFields& fields) {
  out.is_dirty = (fields.state & layout::kStateDirty) != 0;
  if (fields.signature != layout::kHasSerialNumber && fields.signature != layout::kHasLabel) return;
  out.serial_number = fields.serial_number;
  if (fields.signature != layout::kHasLabel) return;
  const std::string_view label(fields.label.data(), fields.label.size());
  out.label = label.substr(0, label.find('\0'));
}

}  // namespace

Geometry parse_boot_sector(BytesView sector) {
  const auto boot = sector.get<layout::BootSector>(0);
  const auto fat32 = sector.get<layout::Fat32Fields>(sizeof(boot));
  check_fields(sector, boot);
  Geometry out;
  out.sector_size = boot.bytes_per_sector;
  out.media = boot.media;
  place_clusters(out, sector, boot, fat32);
  if (!out.is_fat32()) {
    read_extended_fields(out, sector.get<layout::ExtendedFields>(sizeof(boot)));
    return out;
  }
  if (fat32.version != 0)
    fail(ErrorKind::unsupported_version, "FAT32 of version {:#x}", fat32.version.value());
  out.root_cluster = fat32.root_cluster;
  if (!out.heap.contains(out.root_cluster))
    fail_at(sector.origin() + 44, "the root directory begins at cluster {} of {}", out.root_cluster,
            out.heap.cluster_count);
  if (fat32.information_sector != 0 && fat32.information_sector < boot.reserved_sectors)
    out.information = std::uint64_t{fat32.information_sector} * out.sector_size;
  if (fat32.backup_sector < boot.reserved_sectors)
    out.backup = std::uint64_t{fat32.backup_sector} * out.sector_size;
  read_extended_fields(out, fat32.extended);
  return out;
}

}  // namespace vixmount::fs::fat
