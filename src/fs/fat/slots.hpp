// A directory's content as numbered places of 32 bytes, which FAT and exFAT share.
#pragma once

#include <cstdint>
#include <vector>

#include "fs/fat/cluster_heap.hpp"
#include "fs/fat/cluster_runs.hpp"
#include "fs/shared/metadata_cache.hpp"

namespace vixmount::fs::fat {

inline constexpr std::uint32_t kSlotBytes = 32;
// Directories of fewer are as quickly read as indexed.
inline constexpr std::uint32_t kFewSlots = 256;

class Slots {
 public:
  // A fixed range of the volume.
  Slots(std::uint64_t offset, std::uint32_t slot_count)
      : pieces_{{0, offset}}, count_(slot_count) {}
  // The clusters of `runs`, cut to `size` bytes where that is less.
  Slots(const ClusterHeap& heap, const ClusterRuns& runs, std::uint64_t size);

  std::uint32_t count() const noexcept { return count_; }
  // Byte offset on the volume; `slot` is below count().
  std::uint64_t position(std::uint32_t slot) const noexcept;
  BytesView at(std::uint32_t slot, MetadataCursor& cursor) const {
    return cursor.view(position(slot), kSlotBytes);
  }

 private:
  struct Piece {
    std::uint32_t first_slot = 0;
    std::uint64_t offset = 0;
  };
  std::vector<Piece> pieces_;
  std::uint32_t count_ = 0;
};

}  // namespace vixmount::fs::fat
