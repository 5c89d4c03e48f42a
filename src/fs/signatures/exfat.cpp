// exFAT. Facts: Microsoft, "exFAT file system specification".
#include <algorithm>

#include "fs/signatures/fat_chain.hpp"
#include "fs/signatures/probes.hpp"

namespace vixmount::fs::signatures {
namespace {

constexpr std::uint8_t kLabelEntry = 0x83;
constexpr std::uint8_t kEndOfDirectory = 0x00;
constexpr std::uint32_t kFirstCluster = 2;
constexpr std::size_t kMostLabelCharacters = 11;

struct Geometry {
  std::uint64_t fat = 0;   // byte offset
  std::uint64_t heap = 0;  // byte offset of cluster 2
  std::uint64_t cluster_size = 0;
  std::uint32_t cluster_count = 0;
  std::uint32_t root = 0;
};

std::optional<Geometry> geometry_of(BytesView sector) {
  const unsigned sector_shift = sector.u8(108);
  const unsigned cluster_shift = sector.u8(109);
  if (sector_shift < 9 || sector_shift > 12 || cluster_shift > 25 - sector_shift)
    return std::nullopt;
  Geometry geometry;
  geometry.fat = std::uint64_t{sector.le32_at(80)} << sector_shift;
  geometry.heap = std::uint64_t{sector.le32_at(88)} << sector_shift;
  geometry.cluster_count = sector.le32_at(92);
  geometry.cluster_size = std::uint64_t{1} << (sector_shift + cluster_shift);
  geometry.root = sector.le32_at(96);
  return geometry;
}

bool is_cluster(const Geometry& geometry, std::uint32_t cluster) noexcept {
  return cluster >= kFirstCluster && cluster - kFirstCluster < geometry.cluster_count;
}

// The label in one cluster of the root directory; nothing when it must be further on.
std::optional<std::string> label_in(BytesView directory) {
  for (std::size_t offset = 0; offset + kEntrySize <= directory.size(); offset += kEntrySize) {
    const auto type = directory.u8(offset);
    if (type == kEndOfDirectory) return "";
    if (type != kLabelEntry) continue;
    const auto length = std::min<std::size_t>(directory.u8(offset + 1), kMostLabelCharacters);
    return utf16le_label(directory.sub(offset + 2, length * 2));
  }
  return std::nullopt;
}

std::string find_label(const VolumeBytes& volume, const Geometry& geometry) {
  auto cluster = geometry.root;
  for (std::size_t i = 0; i < kMostRootClusters && is_cluster(geometry, cluster); ++i) {
    const auto offset =
        geometry.heap + (cluster - kFirstCluster) * geometry.cluster_size;  // below 2^58
    const auto length = std::min<std::uint64_t>(geometry.cluster_size, kMostBytesPerCluster);
    if (auto label = label_in(volume.require(offset, length))) return *label;
    cluster = volume.require(geometry.fat + std::uint64_t{cluster} * 4, 4).le32_at(0);
  }
  return {};
}

}  // namespace

std::optional<Identification> probe_exfat(const VolumeBytes& volume) {
  if (!volume.has(3, "EXFAT   ")) return std::nullopt;
  const auto sector = volume.view(0, 512);
  if (!sector) return std::nullopt;
  const auto geometry = geometry_of(*sector);
  if (!geometry) return std::nullopt;
  auto identification = recognised("exfat");
  identification.uuid = serial_text(sector->le32_at(100));
  read_details(identification, [&] { identification.label = find_label(volume, *geometry); });
  return identification;
}

}  // namespace vixmount::fs::signatures
