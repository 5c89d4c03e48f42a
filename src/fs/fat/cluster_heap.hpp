// Where clusters are. FAT and exFAT number them alike: from 2, one after the other.
#pragma once

#include <cstdint>

namespace vixmount::fs::fat {

inline constexpr std::uint32_t kFirstCluster = 2;

struct ClusterHeap {
  std::uint64_t offset = 0;  // of cluster 2, in bytes
  std::uint32_t cluster_size = 0;  // bytes
  std::uint32_t cluster_count = 0;

  bool contains(std::uint32_t cluster) const noexcept {
    return cluster >= kFirstCluster && cluster - kFirstCluster < cluster_count;
  }
  // True when all of [first, first + count) are clusters.
  bool contains(std::uint32_t first, std::uint64_t count) const noexcept {
    return contains(first) && count <= cluster_count - (first - kFirstCluster);
  }
  std::uint64_t offset_of(std::uint32_t cluster) const noexcept {
    return offset + std::uint64_t{cluster - kFirstCluster} * cluster_size;
  }
  std::uint64_t clusters_for(std::uint64_t bytes) const noexcept {
    return bytes / cluster_size + (bytes % cluster_size != 0 ? 1 : 0);
  }
};

}  // namespace vixmount::fs::fat
