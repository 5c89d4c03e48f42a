// Which bytes of the volume the replayed log changed. A kernel computes their checksums when it
// writes them back; the view in memory never is, so whoever verifies a checksum leaves them out.
#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "base/checked.hpp"

namespace vixmount::fs::xfs {

// A constant value; copies share their content.
class Replayed {
 public:
  Replayed() = default;
  explicit Replayed(std::vector<ByteRange> ranges) {
    std::sort(ranges.begin(), ranges.end(),
              [](const ByteRange& a, const ByteRange& b) { return a.begin < b.begin; });
    std::vector<ByteRange> joined;
    for (const auto& range : ranges) {
      if (joined.empty() || joined.back().end < range.begin)
        joined.push_back(range);
      else
        joined.back().end = std::max(joined.back().end, range.end);
    }
    ranges_ = std::make_shared<const std::vector<ByteRange>>(std::move(joined));
  }

  bool touches(const ByteRange& range) const noexcept {
    if (!ranges_) return false;
    const auto first =
        std::partition_point(ranges_->begin(), ranges_->end(),
                             [&](const ByteRange& one) { return one.end <= range.begin; });
    return first != ranges_->end() && first->overlaps(range);
  }

 private:
  std::shared_ptr<const std::vector<ByteRange>> ranges_;  // ascending, apart
};

}  // namespace vixmount::fs::xfs
