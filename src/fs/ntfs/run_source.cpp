#include "fs/ntfs/run_source.hpp"

#include <algorithm>

#include "base/error.hpp"

namespace vixmount::fs::ntfs {

io::Extent map_runs(const io::ByteSource& volume, const Geometry& geometry, const Runlist& runs,
                    std::uint64_t offset, std::uint64_t length) {
  const auto* run = find_run(runs, offset / geometry.cluster_size);
  if (run == nullptr) [[unlikely]]
    fail(ErrorKind::damaged, "no cluster is named for byte {} of the content", offset);
  const auto skip = offset - run->vcn * geometry.cluster_size;
  length = std::min(length, run->length * geometry.cluster_size - skip);
  if (run->is_hole()) return io::Extent::unallocated(length);
  const auto position = geometry.offset_of(run->lcn) + skip;
  if (position >= volume.size()) [[unlikely]]
    fail_at(position, "byte {} of the content is behind the end of the volume ({} bytes)", offset,
            volume.size());
  return volume.map(position, std::min(length, volume.size() - position));
}

void require_content_fits(const Runlist& runs, const Geometry& geometry, std::uint64_t size,
                          std::uint64_t initialized) {
  const auto end = runs.empty() ? 0 : runs.back().end_vcn() * geometry.cluster_size;
  if (size > end || initialized > size)
    fail(ErrorKind::damaged, "clusters for {} bytes hold a content of {} bytes, {} initialized",
         end, size, initialized);
}

RunSource::RunSource(io::SourcePtr volume, const Geometry& geometry, Runlist runs,
                     std::uint64_t size, std::uint64_t initialized)
    : volume_(std::move(volume)),
      geometry_(geometry),
      runs_(std::move(runs)),
      size_(size),
      initialized_(initialized) {
  require_content_fits(runs_, geometry_, size_, initialized_);
}

std::uint64_t RunSource::volume_offset(std::uint64_t offset) const noexcept {
  const auto* run = find_run(runs_, offset / geometry_.cluster_size);
  if (run == nullptr || run->is_hole()) return offset;
  return geometry_.offset_of(run->lcn) + offset - run->vcn * geometry_.cluster_size;
}

io::Extent RunSource::do_map(std::uint64_t offset, std::uint64_t length) const {
  if (offset >= initialized_) return io::Extent::zeros(length);
  return map_runs(*volume_, geometry_, runs_, offset, std::min(length, initialized_ - offset));
}

}  // namespace vixmount::fs::ntfs
