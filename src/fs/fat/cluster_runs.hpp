// The clusters of a file in their order, neighbours joined.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace vixmount::fs::fat {

class ClusterRuns {
 public:
  // 32 MiB of memory. Enough for each file of FAT (below 4 GiB) with clusters of 1 KiB, no two of
  // them neighbours.
  static constexpr std::size_t kMostRuns = 4UL << 20;

  ClusterRuns() = default;
  // `count` neighbours from `first`.
  ClusterRuns(std::uint32_t first, std::uint32_t count);

  // Error{limit_exceeded} above kMostRuns.
  void append(std::uint32_t cluster);

  std::uint32_t cluster_count() const noexcept { return count_; }

  struct Place {
    std::uint32_t cluster = 0;
    std::uint32_t neighbours = 0;  // clusters that follow each other from here on, at least 1
  };
  // `index` counts the file's clusters and is below cluster_count().
  Place locate(std::uint32_t index) const noexcept;

  // A cluster that is there twice (a chain that runs in a circle), or 0.
  std::uint32_t first_repeated() const;

 private:
  struct Run {
    std::uint32_t index = 0;    // of its first cluster in the file
    std::uint32_t cluster = 0;  // its number on the volume
  };
  std::uint32_t end_of(std::size_t run) const noexcept {
    return run + 1 < runs_.size() ? runs_[run + 1].index : count_;
  }
  std::vector<Run> runs_;
  std::uint32_t count_ = 0;
};

}  // namespace vixmount::fs::fat
