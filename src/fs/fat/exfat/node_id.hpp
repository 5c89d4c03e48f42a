// exFAT has no numbers of files. A node's is the position of its first directory entry in units of
// 32 bytes, and whether its directory's clusters are neighbours: its further entries may be in the
// next cluster, and which one that is, only this tells.
#pragma once

#include <cstdint>

#include "fs/fat/slots.hpp"
#include "fs/file_system.hpp"

namespace vixmount::fs::exfat {

// As a position this would be inside of the boot sector.
inline constexpr NodeId kRootNode = 1;
// Volumes are bounded to 2^59 bytes, so positions have 54 bits.
inline constexpr NodeId kNeighboursBit = NodeId{1} << 55;

constexpr NodeId node_at(std::uint64_t position, bool clusters_are_neighbours) noexcept {
  return position / fat::kSlotBytes | (clusters_are_neighbours ? kNeighboursBit : 0);
}
constexpr std::uint64_t position_of(NodeId node) noexcept {
  return (node & ~kNeighboursBit) * fat::kSlotBytes;
}
constexpr bool clusters_are_neighbours(NodeId node) noexcept {
  return (node & kNeighboursBit) != 0;
}

}  // namespace vixmount::fs::exfat
