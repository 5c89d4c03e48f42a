#include "mount/open_policy.hpp"

#include <algorithm>

namespace vixmount::mount {

OpenMode OpenPolicy::open(fs::NodeId file, std::uint64_t size) {
  if (!direct_allowed_ || size < kLargeFile) return OpenMode::by_kernel;
  const std::lock_guard lock(mutex_);
  if (std::find(opened_.begin(), opened_.end(), file) != opened_.end()) return OpenMode::cached;
  opened_[next_] = file;
  next_ = (next_ + 1) % kRemembered;
  return OpenMode::direct;
}

}  // namespace vixmount::mount
