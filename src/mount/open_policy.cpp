#include "mount/open_policy.hpp"

namespace vixmount::mount {

OpenMode OpenPolicy::open(std::uint64_t size) noexcept {
  if (direct_allowed_ && size >= kLargeFile) return OpenMode::direct;
  if (direct_allowed_) count(small_opens_);
  return direct_allowed_ ? OpenMode::cached : OpenMode::by_kernel;
}

void OpenPolicy::direct_read(std::size_t size) noexcept {
  if (size < kLargeRead) count(small_reads_);
}

}  // namespace vixmount::mount
