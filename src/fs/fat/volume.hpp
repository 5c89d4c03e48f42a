// What reading any part of a FAT volume needs.
#pragma once

#include <memory>
#include <string>

#include "fs/fat/allocation_table.hpp"
#include "fs/fat/boot_sector.hpp"
#include "fs/fat/slots.hpp"
#include "fs/shared/metadata_cache.hpp"

namespace vixmount::fs::fat {

// All const members are safe from many threads.
class Volume {
 public:
  // Microsoft's bound of a directory: 65,536 entries.
  static constexpr std::uint64_t kMostDirectoryBytes = 65536 * 32;

  Volume(const io::SourcePtr& source, Geometry geometry);

  // The first byte of the table repeats the media byte. It tells a file system from a boot loader
  // that carries an old parameter block along, and from the leftovers of one.
  bool table_begins_with_media_byte() const;

  const Geometry& geometry() const noexcept { return geometry_; }
  const ClusterHeap& heap() const noexcept { return geometry_.heap; }
  const AllocationTable& table() const noexcept { return table_; }
  const MetadataCache& cache() const noexcept { return *cache_; }
  const io::SourcePtr& source() const noexcept { return cache_->volume(); }

  Slots root_slots() const;
  // `named_at`: where the first cluster is named, for messages.
  Slots directory_slots(std::uint32_t first_cluster, std::uint64_t named_at) const;

  // The label as the root directory has it, else the boot sector; in the code page that wrote it,
  // padded with blanks.
  std::string raw_label() const;

 private:
  MetadataCachePtr cache_;
  Geometry geometry_;
  AllocationTable table_;
};

// The label for people: blanks at the end off, other bytes than UTF-8 as \xNN (as blkid shows it).
std::string label_text(std::string_view raw);

}  // namespace vixmount::fs::fat
