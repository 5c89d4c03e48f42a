#include "fs/fat/exfat/volume.hpp"

#include <algorithm>

#include "base/error.hpp"

namespace vixmount::fs::exfat {

Volume::Volume(const io::SourcePtr& source, const Geometry& geometry)
    : cache_(std::make_shared<MetadataCache>(source)),
      geometry_(geometry),
      table_(cache_, {geometry.table}, fat::EntryBits::exfat, geometry.heap) {}

fat::Slots Volume::root_slots() const {
  constexpr std::uint64_t kPlaceOfRootCluster = 96;  // in the boot sector
  const auto most = std::max<std::uint64_t>(kMostDirectoryBytes / heap().cluster_size, 1);
  const auto runs = table_.follow_to_end(geometry_.root_cluster, most, kPlaceOfRootCluster);
  return {heap(), runs, std::uint64_t{runs.cluster_count()} * heap().cluster_size};
}

fat::ClusterRuns Volume::clusters_of(const layout::StreamEntry& stream,
                                     std::uint64_t named_at) const {
  const auto count = heap().clusters_for(stream.size);
  if (count == 0) return {};
  if ((stream.flags & layout::kHasClusters) == 0)
    fail_at(named_at, "{} bytes without clusters", stream.size.value());
  if ((stream.flags & layout::kNoChain) == 0)
    return table_.follow(stream.first_cluster, count, named_at);
  if (!heap().contains(stream.first_cluster, count))
    fail_at(named_at, "{} clusters from cluster {} on are not all on a volume of {}", count,
            stream.first_cluster.value(), heap().cluster_count);
  return {stream.first_cluster, static_cast<std::uint32_t>(count)};
}

fat::Slots Volume::directory_slots(const layout::StreamEntry& stream,
                                   std::uint64_t named_at) const {
  if (stream.size > kMostDirectoryBytes)
    fail_at(named_at, "a directory of {} bytes", stream.size.value());
  return {heap(), clusters_of(stream, named_at), stream.size};
}

}  // namespace vixmount::fs::exfat
