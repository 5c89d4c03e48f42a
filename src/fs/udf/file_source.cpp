#include "fs/udf/file_source.hpp"

#include <algorithm>

#include "base/error.hpp"

namespace vixmount::fs::udf {

FileSource::FileSource(const Blocks& blocks, const Partitions& partitions,
                       std::shared_ptr<const void> keeper, Extents extents, std::uint64_t size,
                       unsigned copy)
    : blocks_(blocks),
      partitions_(partitions),
      keeper_(std::move(keeper)),
      extents_(std::move(extents)),
      size_(size),
      copy_(copy) {}

io::Extent FileSource::do_map(std::uint64_t offset, std::uint64_t length) const {
  if (offset >= extents_.size()) [[unlikely]]
    fail(ErrorKind::damaged, "the extents of a file of {} bytes end at byte {}", size_,
         extents_.size());
  std::uint64_t end = 0;
  const auto& run = extents_.at(offset, end);
  length = std::min(length, end - offset);
  if (run.kind == ExtentKind::not_recorded) return io::Extent::zeros(length);
  if (run.kind == ExtentKind::not_allocated) return io::Extent::unallocated(length);
  const auto skip = offset - run.begin;
  const auto block = checked_add<std::uint64_t>(run.block, skip / blocks_.size, "block of a file");
  if (block > 0xFFFFFFFF) fail(ErrorKind::damaged, "block {} is named", block);
  const auto& partition = partition_at(partitions_, run.partition);
  const auto place =
      partition.locate(static_cast<std::uint32_t>(block), std::min(copy_, partition.copies() - 1));
  const auto inside = skip % blocks_.size;
  const auto position = place.offset + inside;
  const auto& volume = *blocks_.cache->volume();
  if (position >= volume.size()) [[unlikely]]
    fail_at(position, "byte {} of the content is behind the end of the volume ({} bytes)", offset,
            volume.size());
  length = std::min({length, std::uint64_t{place.count} * blocks_.size - inside,
                     volume.size() - position});
  return volume.map(position, length);
}

}  // namespace vixmount::fs::udf
