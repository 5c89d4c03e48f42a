#include "fs/fat/slots.hpp"

#include <algorithm>

namespace vixmount::fs::fat {

Slots::Slots(const ClusterHeap& heap, const ClusterRuns& runs, std::uint64_t size) {
  const auto per_cluster = heap.cluster_size / kSlotBytes;
  for (std::uint32_t index = 0; index < runs.cluster_count();) {
    const auto place = runs.locate(index);
    pieces_.push_back({index * per_cluster, heap.offset_of(place.cluster)});
    index += place.neighbours;
  }
  count_ = static_cast<std::uint32_t>(
      std::min(std::uint64_t{runs.cluster_count()} * heap.cluster_size, size) / kSlotBytes);
}

std::uint64_t Slots::position(std::uint32_t slot) const noexcept {
  const auto behind =
      std::upper_bound(pieces_.begin(), pieces_.end(), slot,
                       [](std::uint32_t s, const Piece& piece) { return s < piece.first_slot; });
  const auto& piece = *(behind - 1);
  return piece.offset + std::uint64_t{slot - piece.first_slot} * kSlotBytes;
}

}  // namespace vixmount::fs::fat
