// Bounds that FAT's and exFAT's probes share when they look through a root directory for the label.
#pragma once

#include <cstddef>

namespace vixmount::fs::signatures {

// The label is written at formatting or by a tool, nearly always among the first entries. A chain
// without end stops here.
inline constexpr std::size_t kMostRootClusters = 64;
// 32 MiB is the largest cluster exFAT allows; only its beginning is searched.
inline constexpr std::size_t kMostBytesPerCluster = 128 * 1024;
inline constexpr std::size_t kEntrySize = 32;

}  // namespace vixmount::fs::signatures
