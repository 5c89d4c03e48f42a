#include "fs/fat/cluster_source.hpp"

#include <algorithm>

#include "base/error.hpp"

namespace vixmount::fs::fat {

ClusterSource::ClusterSource(io::SourcePtr volume, const ClusterHeap& heap, ClusterRuns runs,
                             std::uint64_t size, std::uint64_t valid_size)
    : volume_(std::move(volume)),
      heap_(heap),
      runs_(std::move(runs)),
      size_(size),
      valid_size_(valid_size) {
  if (valid_size_ > size_ || heap_.clusters_for(valid_size_) > runs_.cluster_count())
    fail(ErrorKind::damaged, "{} clusters hold a content of {} bytes, {} of them written",
         runs_.cluster_count(), size_, valid_size_);
}

io::Extent ClusterSource::do_map(std::uint64_t offset, std::uint64_t length) const {
  if (offset >= valid_size_) return io::Extent::zeros(length);
  length = std::min(length, valid_size_ - offset);
  const auto place = runs_.locate(static_cast<std::uint32_t>(offset / heap_.cluster_size));
  const auto skip = offset % heap_.cluster_size;
  length = std::min(length, std::uint64_t{place.neighbours} * heap_.cluster_size - skip);
  const auto position = heap_.offset_of(place.cluster) + skip;
  if (position >= volume_->size()) [[unlikely]]
    fail_at(position, "byte {} of the content is behind the end of the volume ({} bytes)", offset,
            volume_->size());
  return volume_->map(position, std::min(length, volume_->size() - position));
}

}  // namespace vixmount::fs::fat
