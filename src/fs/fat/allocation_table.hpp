// The file allocation table: for each cluster the one that follows it in its file. FAT12, FAT16,
// FAT32 and exFAT differ in the width of an entry alone.
#pragma once

#include <cstdint>
#include <vector>

#include "fs/fat/cluster_heap.hpp"
#include "fs/fat/cluster_runs.hpp"
#include "fs/shared/metadata_cache.hpp"

namespace vixmount::fs::fat {

// Significant bits of an entry; FAT32's have 4 more that mean nothing.
enum class EntryBits : std::uint8_t { fat12 = 12, fat16 = 16, fat32 = 28, exfat = 32 };

// All const members are safe from many threads.
class AllocationTable {
 public:
  // `copies`: where each copy begins (bytes), the one to believe first; the others stand in where
  // it cannot be read. Each copy must have an entry for every cluster of `heap`.
  AllocationTable(MetadataCachePtr cache, std::vector<std::uint64_t> copies, EntryBits bits,
                  const ClusterHeap& heap);

  // The first `count` clusters of the chain from `first`. Error{damaged} names the entry of the
  // table that is wrong: the chain ends before, meets a free or bad cluster, leaves the volume or
  // runs in a circle.
  // `named_at` is where the volume names `first`, for messages.
  ClusterRuns follow(std::uint32_t first, std::uint64_t count, std::uint64_t named_at) const;
  // The whole chain; Error{damaged} as well when it has more than `most` clusters.
  ClusterRuns follow_to_end(std::uint32_t first, std::uint64_t most, std::uint64_t named_at) const;

  // The cluster behind `cluster`. Error{damaged} when there is none.
  std::uint32_t next(std::uint32_t cluster) const;

  // The raw entry of a cluster, or of 0 and 1, which hold flags.
  std::uint32_t entry(std::uint32_t cluster) const;
  // Clusters that are free, by reading the whole table once.
  std::uint32_t count_free() const;

  EntryBits bits() const noexcept { return bits_; }
  // Bytes of the entries of all clusters.
  std::uint64_t bytes() const noexcept;

 private:
  std::uint32_t read(std::uint32_t cluster, MetadataCursor& cursor) const;
  std::uint32_t read_copy(std::uint64_t copy, std::uint32_t cluster, MetadataCursor& cursor) const;
  bool is_end(std::uint32_t value) const noexcept { return value >= mask_ - 7; }
  std::uint64_t offset_of(std::uint32_t cluster) const noexcept;
  void require_cluster(std::uint32_t cluster, std::uint64_t named_at) const;
  [[noreturn]] void fail_link(std::uint32_t cluster, std::uint32_t value) const;
  static void require_no_circle(const ClusterRuns& runs);

  MetadataCachePtr cache_;
  std::vector<std::uint64_t> copies_;
  EntryBits bits_;
  std::uint32_t mask_;
  ClusterHeap heap_;
};

}  // namespace vixmount::fs::fat
