#include "fs/fat/cluster_runs.hpp"

#include <algorithm>

#include "base/error.hpp"

namespace vixmount::fs::fat {

ClusterRuns::ClusterRuns(std::uint32_t first, std::uint32_t count) : count_(count) {
  if (count != 0) runs_.push_back({0, first});
}

void ClusterRuns::append(std::uint32_t cluster) {
  const bool continues =
      !runs_.empty() && runs_.back().cluster + (count_ - runs_.back().index) == cluster;
  if (!continues) {
    if (runs_.size() >= kMostRuns)
      fail(ErrorKind::limit_exceeded, "a file in more than {} pieces", kMostRuns);
    runs_.push_back({count_, cluster});
  }
  ++count_;
}

ClusterRuns::Place ClusterRuns::locate(std::uint32_t index) const noexcept {
  const auto behind = std::upper_bound(runs_.begin(), runs_.end(), index,
                                       [](std::uint32_t i, const Run& run) { return i < run.index; });
  const auto run = static_cast<std::size_t>(behind - runs_.begin()) - 1;
  return {runs_[run].cluster + (index - runs_[run].index), end_of(run) - index};
}

std::uint32_t ClusterRuns::first_repeated() const {
  if (runs_.size() < 2) return 0;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> ranges;  // cluster, count
  ranges.reserve(runs_.size());
  for (std::size_t i = 0; i < runs_.size(); ++i)
    ranges.emplace_back(runs_[i].cluster, end_of(i) - runs_[i].index);
  std::sort(ranges.begin(), ranges.end());
  for (std::size_t i = 1; i < ranges.size(); ++i)
    if (ranges[i - 1].first + ranges[i - 1].second > ranges[i].first) return ranges[i].first;
  return 0;
}

}  // namespace vixmount::fs::fat
