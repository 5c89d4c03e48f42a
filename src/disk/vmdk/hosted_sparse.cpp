#include "disk/vmdk/hosted_sparse.hpp"

#include <utility>

#include "disk/vmdk/layout.hpp"
#include "disk/vmdk/stream_optimized.hpp"

namespace vixmount::disk::vmdk {

HostedSparseSource::HostedSparseSource(std::shared_ptr<const io::HostFile> file,
                                       const HostedHeader& header, const Log& log)
    : GrainSource(std::move(file), header.geometry, header.directory, header.redundant_directory,
                  log),
      zeroed_grains_(header.zeroed_grains) {}

Place HostedSparseSource::decode_table(std::uint64_t, std::uint64_t raw) const noexcept {
  if (raw == 0) return Place::absent();
  if (raw == 1 && zeroed_grains_) return Place::zero();
  return Place::at(raw * kSectorSize);
}

Place HostedSparseSource::decode_grain(std::uint64_t grain, std::uint64_t raw) const noexcept {
  if (raw == 0) return Place::absent();
  if (raw == 1)  // sector 1 is always metadata
    return zeroed_grains_ ? Place::zero() : Place::damaged(raw, "points into the metadata");
  return place_in_file(raw * kSectorSize, least_bytes_of(grain), raw);
}

io::SourcePtr open_hosted_sparse(std::shared_ptr<const io::HostFile> file, const Log& log) {
  const auto header = read_hosted_header(*file, log);
  if (header.unclean_shutdown)
    log.warning("{} was not closed cleanly by the program that wrote it", file->name());
  if (header.compressed)
    return std::make_shared<StreamOptimizedSource>(std::move(file), header, log);
  return std::make_shared<HostedSparseSource>(std::move(file), header, log);
}

}  // namespace vixmount::disk::vmdk
