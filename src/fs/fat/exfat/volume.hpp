// What reading any part of an exFAT volume needs.
#pragma once

#include <cstdint>

#include "fs/fat/allocation_table.hpp"
#include "fs/fat/exfat/boot_region.hpp"
#include "fs/fat/exfat/layout.hpp"
#include "fs/fat/slots.hpp"
#include "fs/shared/metadata_cache.hpp"

namespace vixmount::fs::exfat {

// All const members are safe from many threads.
class Volume {
 public:
  // The specification's bound of a directory.
  static constexpr std::uint64_t kMostDirectoryBytes = 256UL << 20;

  Volume(const io::SourcePtr& source, const Geometry& geometry);

  const Geometry& geometry() const noexcept { return geometry_; }
  const fat::ClusterHeap& heap() const noexcept { return geometry_.heap; }
  const fat::AllocationTable& table() const noexcept { return table_; }
  const MetadataCache& cache() const noexcept { return *cache_; }
  const io::SourcePtr& source() const noexcept { return cache_->volume(); }

  fat::Slots root_slots() const;
  // The clusters that a stream entry names. `named_at`: where that is, for messages. Error{damaged}
  // when they do not suffice for its size.
  fat::ClusterRuns clusters_of(const layout::StreamEntry& stream, std::uint64_t named_at) const;
  // Error{damaged} above kMostDirectoryBytes.
  fat::Slots directory_slots(const layout::StreamEntry& stream, std::uint64_t named_at) const;

 private:
  MetadataCachePtr cache_;
  Geometry geometry_;
  fat::AllocationTable table_;
};

}  // namespace vixmount::fs::exfat
