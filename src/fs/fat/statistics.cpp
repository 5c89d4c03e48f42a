#include "fs/fat/statistics.hpp"

#include <algorithm>
#include <optional>

#include "fs/fat/layout.hpp"

namespace vixmount::fs::fat {
namespace {

// Reading more than this only to answer `df` would be noticed.
constexpr std::uint64_t kMostTableBytesToCount = 16UL << 20;

std::optional<std::uint32_t> free_by_hint(const Volume& volume) {
  const auto offset = volume.geometry().information;
  if (offset == 0) return std::nullopt;
  MetadataCursor cursor(volume.cache());
  const auto hint =
      cursor.view(offset, sizeof(layout::InformationSector)).get<layout::InformationSector>(0);
  if (hint.lead_signature != layout::kInformationLead ||
      hint.signature != layout::kInformationSignature ||
      hint.free_clusters > volume.heap().cluster_count)
    return std::nullopt;
  return hint.free_clusters;
}

}  // namespace

Statistics count_statistics(const Volume& volume) {
  std::optional<std::uint32_t> free;
  if (volume.table().bytes() > kMostTableBytesToCount) free = free_by_hint(volume);
  Statistics out;
  out.block_size = volume.heap().cluster_size;
  out.total_blocks = volume.heap().cluster_count;
  out.free_blocks = out.available_blocks = free ? *free : volume.table().count_free();
  return out;
}

}  // namespace vixmount::fs::fat
