#include "fs/fat/volume.hpp"

#include <algorithm>
#include <optional>

#include "base/error.hpp"
#include "base/text.hpp"
#include "fs/fat/layout.hpp"

namespace vixmount::fs::fat {
namespace {

// The label's entry in a root directory: the only one that is neither file nor directory nor part
// of a long name.
std::optional<std::string> label_in(const Slots& slots, const MetadataCache& cache) {
  MetadataCursor cursor(cache);
  for (std::uint32_t slot = 0; slot < slots.count(); ++slot) {
    const auto entry = slots.at(slot, cursor).get<layout::DirectoryEntry>(0);
    if (entry.name[0] == layout::kEndOfDirectory) break;
    if (entry.name[0] == layout::kDeleted ||
        (entry.attributes & layout::kLongNameMask) == layout::kLongName ||
        (entry.attributes & (layout::kVolumeLabel | layout::kDirectory)) != layout::kVolumeLabel)
      continue;
    std::string label(entry.name.begin(), entry.name.end());
    if (entry.name[0] == layout::kStandsForE5) label[0] = static_cast<char>(layout::kDeleted);
    return label;
  }
  return std::nullopt;
}

}  // namespace

Volume::Volume(const io::SourcePtr& source, Geometry geometry)
    : cache_(std::make_shared<MetadataCache>(source)),
      geometry_(std::move(geometry)),
      table_(cache_, geometry_.tables, geometry_.bits, geometry_.heap) {}

bool Volume::table_begins_with_media_byte() const {
  const auto first = table_.entry(0);
  return (first & 0xFF) == geometry_.media && (first >> 8 & 0xF) == 0xF;
}

Slots Volume::root_slots() const {
  constexpr std::uint64_t kPlaceOfRootCluster = 44;  // in the boot sector
  if (geometry_.is_fat32()) return directory_slots(geometry_.root_cluster, kPlaceOfRootCluster);
  return {geometry_.root, geometry_.root_slots};
}

Slots Volume::directory_slots(std::uint32_t first_cluster, std::uint64_t named_at) const {
  const auto most = std::max<std::uint64_t>(kMostDirectoryBytes / heap().cluster_size, 1);
  const auto runs = table_.follow_to_end(first_cluster, most, named_at);
  return {heap(), runs, std::uint64_t{runs.cluster_count()} * heap().cluster_size};
}

std::string Volume::raw_label() const {
  return label_in(root_slots(), *cache_).value_or(geometry_.label);
}

std::string label_text(std::string_view raw) {
  const auto last = raw.find_last_not_of(" \t\r\n");
  raw = last == std::string_view::npos ? std::string_view() : raw.substr(0, last + 1);
  if (raw == "NO NAME") return {};
  return is_valid_utf8(raw) ? std::string(raw) : printable(raw);
}

}  // namespace vixmount::fs::fat
