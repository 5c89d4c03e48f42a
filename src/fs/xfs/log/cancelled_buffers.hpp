// Buffers that the guest gave back: what the log holds of them from before must not be replayed,
// their blocks may have become a file's.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <utility>

#include "base/error.hpp"

namespace vixmount::fs::xfs::log {

class CancelledBuffers {
 public:
  static constexpr std::size_t kMost = std::size_t{1} << 20;  // of some 64 bytes each

  // First pass.
  void add(std::uint64_t address, std::uint32_t length) {
    if (counts_.size() >= kMost)
      fail(ErrorKind::limit_exceeded, "log with more than {} buffers given back", kMost);
    ++counts_[{address, length}];
  }
  // Second pass: the record of a cancellation itself is reached.
  void passed(std::uint64_t address, std::uint32_t length) {
    const auto found = counts_.find({address, length});
    if (found != counts_.end() && --found->second == 0) counts_.erase(found);
  }
  bool contain(std::uint64_t address, std::uint32_t length) const {
    return counts_.contains({address, length});
  }
  // One of those that begin at most `reach` sectors before `address` covers it.
  bool cover(std::uint64_t address, std::uint32_t reach) const {
    const auto from = address - std::min<std::uint64_t>(address, reach);
    for (auto it = counts_.lower_bound({from, 0});
         it != counts_.end() && it->first.first <= address; ++it)
      if (address - it->first.first < it->first.second) return true;
    return false;
  }

 private:
  std::map<std::pair<std::uint64_t, std::uint32_t>, std::uint32_t> counts_;  // address, length
};

}  // namespace vixmount::fs::xfs::log
