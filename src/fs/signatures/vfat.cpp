// FAT12, FAT16 and FAT32, which blkid calls vfat alike. Facts: Microsoft FAT32 File System
// Specification 1.03.
#include <algorithm>

#include "fs/signatures/fat_chain.hpp"
#include "fs/signatures/probes.hpp"

namespace vixmount::fs::signatures {
namespace {

constexpr std::uint8_t kDeletedEntry = 0xE5;
constexpr std::uint8_t kKanjiLead = 0x05;  // stands for 0xE5 in the first byte
constexpr std::uint8_t kLabelAttribute = 0x08;
constexpr std::uint8_t kDirectoryAttribute = 0x10;
constexpr std::uint32_t kFirstCluster = 2;
constexpr std::uint32_t kClusterMask = 0x0FFFFFFF;
constexpr std::string_view kNoName = "NO NAME";

// All in bytes, and checked against each other; not yet against the volume's size.
struct Geometry {
  std::uint64_t fat = 0;
  std::uint64_t root = 0;       // FAT12/16: the fixed root directory
  std::uint32_t root_size = 0;  // 0: FAT32
  std::uint64_t heap = 0;       // cluster 2
  std::uint32_t cluster_size = 0;
  std::uint32_t root_cluster = 0;  // FAT32
  bool is_fat32() const noexcept { return root_size == 0; }
};

bool has_plausible_parameters(BytesView sector) {
  const auto bytes_per_sector = sector.le16_at(11);
  const auto media = sector.u8(21);
  return is_power_of_two(bytes_per_sector) && bytes_per_sector >= 512 && bytes_per_sector <= 4096 &&
         is_power_of_two(sector.u8(13)) && sector.le16_at(14) != 0 && sector.u8(16) >= 1 &&
         sector.u8(16) <= 2 && (media == 0xF0 || media >= 0xF8) &&
         (sector.le16_at(22) != 0 || sector.le32_at(36) != 0);
}

Geometry geometry_of(BytesView sector) {
  const std::uint32_t bytes_per_sector = sector.le16_at(11);
  const std::uint32_t short_fat = sector.le16_at(22);
  const std::uint64_t fat_sectors = short_fat != 0 ? short_fat : sector.le32_at(36);
  Geometry geometry;
  geometry.fat = std::uint64_t{sector.le16_at(14)} * bytes_per_sector;
  geometry.root = geometry.fat + fat_sectors * sector.u8(16) * bytes_per_sector;
  geometry.root_size = short_fat != 0 ? sector.le16_at(17) * 32U : 0;
  geometry.heap =
      geometry.root + divide_rounding_up(geometry.root_size, bytes_per_sector) * bytes_per_sector;
  geometry.cluster_size = sector.u8(13) * bytes_per_sector;
  if (short_fat == 0) geometry.root_cluster = sector.le32_at(44) & kClusterMask;
  return geometry;
}

// The first byte of the table repeats the media byte. It tells a file system from a boot loader
// that carries an old parameter block along, and from the leftovers of one.
bool table_begins_with_media_byte(const VolumeBytes& volume, const Geometry& geometry,
                                  std::uint8_t media) {
  const auto table = volume.view(geometry.fat, 4);
  return table && table->u8(0) == media && table->u8(1) == 0xFF;
}

// The label entry in a piece of the root directory; nothing when it must be further on.
std::optional<std::string> label_in(BytesView directory) {
  for (std::size_t offset = 0; offset + kEntrySize <= directory.size(); offset += kEntrySize) {
    const auto first = directory.u8(offset);
    if (first == 0) return "";
    const auto attributes = directory.u8(offset + 11);
    // Long names have all four low attributes set.
    if (first == kDeletedEntry || (attributes & 0x3F) == 0x0F ||
        (attributes & (kLabelAttribute | kDirectoryAttribute)) != kLabelAttribute)
      continue;
    std::string name(directory.text(offset, 11));
    if (first == kKanjiLead) name[0] = static_cast<char>(kDeletedEntry);
    return name;
  }
  return std::nullopt;
}

std::string root_label(const VolumeBytes& volume, const Geometry& geometry) {
  if (!geometry.is_fat32())
    return label_in(volume.require(geometry.root, geometry.root_size)).value_or("");
  auto cluster = geometry.root_cluster;
  for (std::size_t i = 0; i < kMostRootClusters && cluster >= kFirstCluster; ++i) {
    const auto offset =
        geometry.heap + std::uint64_t{cluster - kFirstCluster} * geometry.cluster_size;
    if (!fits(offset, geometry.cluster_size, volume.size())) break;  // the chain's end as well
    if (auto label = label_in(volume.require(offset, geometry.cluster_size))) return *label;
    cluster =
        volume.require(geometry.fat + std::uint64_t{cluster} * 4, 4).le32_at(0) & kClusterMask;
  }
  return {};
}

// The boot sector's copy of label and serial number, present with an extended boot signature.
void read_boot_fields(Identification& identification, BytesView sector, bool is_fat32) {
  const std::size_t signature = is_fat32 ? 66 : 38;
  const auto mark = sector.u8(signature);
  if (mark != 0x28 && mark != 0x29) return;
  identification.uuid = serial_text(sector.le32_at(signature + 1));
  if (mark == 0x29) identification.label = clean_label(sector.text_until_nul(signature + 5, 11));
  if (identification.label == kNoName) identification.label.clear();
}

}  // namespace

std::optional<Identification> probe_vfat(const VolumeBytes& volume) {
  const auto sector = volume.view(0, 512);
  if (!sector || !has_plausible_parameters(*sector)) return std::nullopt;
  const auto geometry = geometry_of(*sector);
  if (!table_begins_with_media_byte(volume, geometry, sector->u8(21))) return std::nullopt;
  auto identification = recognised("vfat");
  read_boot_fields(identification, *sector, geometry.is_fat32());
  read_details(identification, [&] {
    // The root directory's entry is the one that systems show and change.
    const auto label = clean_label(root_label(volume, geometry));
    if (!label.empty()) identification.label = label == kNoName ? "" : label;
  });
  return identification;
}

}  // namespace vixmount::fs::signatures
