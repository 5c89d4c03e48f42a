#include "disk/vmdk/stream_optimized.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

#include <libdeflate.h>

#include "base/bytes.hpp"
#include "base/checked.hpp"
#include "base/error.hpp"
#include "disk/vmdk/layout.hpp"

namespace vixmount::disk::vmdk {
namespace {

struct FreeDecompressor {
  void operator()(libdeflate_decompressor* decompressor) const noexcept {
    libdeflate_free_decompressor(decompressor);
  }
};
using Decompressor = std::unique_ptr<libdeflate_decompressor, FreeDecompressor>;

}  // namespace

StreamOptimizedSource::StreamOptimizedSource(std::shared_ptr<const io::HostFile> file,
                                             const HostedHeader& header, const Log& log)
    : HostedSparseSource(std::move(file), header, log) {
  if (geometry().grain_bytes > kMostGrainBytes)
    fail(ErrorKind::limit_exceeded,
         "{}: compressed grains of {} bytes are not supported (most: {})", this->file().name(),
         geometry().grain_bytes, kMostGrainBytes);
}

std::uint64_t StreamOptimizedSource::least_bytes_of(std::uint64_t) const noexcept {
  return kGrainHeadBytes;
}

void StreamOptimizedSource::read_grains(std::uint64_t offset, std::span<std::byte> out) const {
  const auto grain_bytes = geometry().grain_bytes;
  while (!out.empty()) {
    const auto index = offset / grain_bytes;
    const auto skip = offset % grain_bytes;
    const auto whole = bytes_in_grain(index);
    const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(out.size(), whole - skip));
    if (count == whole) {
      decompress(index, out.first(count));  // straight to its place: no copy, nothing to remember
    } else {
      const auto bytes = grain(index);
      std::memcpy(out.data(), bytes->data() + skip, count);
    }
    offset += count;
    out = out.subspan(count);
  }
}

GrainCache::GrainPtr StreamOptimizedSource::grain(std::uint64_t index) const {
  if (auto known = cache_.find(index)) return known;
  auto bytes = std::make_shared<GrainCache::Grain>(static_cast<std::size_t>(bytes_in_grain(index)));
  decompress(index, *bytes);
  cache_.insert(index, bytes);
  return bytes;
}

// The zlib stream of grain `index`, whose head is at `position`.
std::vector<std::byte> StreamOptimizedSource::read_stream(std::uint64_t index,
                                                          std::uint64_t position) const {
  std::array<std::byte, kGrainHeadBytes> raw;
  file().read(position, raw);
  const BytesView head(raw, position);
  const auto first_sector = head.le64_at(0);
  const std::uint64_t size = head.le32_at(8);
  if (first_sector != index * (geometry().grain_bytes / kSectorSize))
    fail_at(position,
            "{}: the compressed grain of sector {} stands where that of sector {} belongs",
            file().name(), first_sector, index * (geometry().grain_bytes / kSectorSize));
  // Data that cannot be compressed grows by 5 bytes in 16 KiB and a few more; twice is ample.
  if (size == 0 || size > 2 * geometry().grain_bytes ||
      !fits(position + kGrainHeadBytes, size, file().size()))
    fail_at(position, "{}: {} bytes are not a possible size of the compressed grain {}",
            file().name(), size, index);
  std::vector<std::byte> stream(static_cast<std::size_t>(size));
  file().read(position + kGrainHeadBytes, stream);
  return stream;
}

// Fills `out`, which has the grain's size inside the disk.
void StreamOptimizedSource::decompress(std::uint64_t index, std::span<std::byte> out) const {
  const Place place = find_grain(index);
  if (place.kind == Place::Kind::damaged) report_damage(index, place);
  if (place.kind != Place::Kind::at)
    fail(ErrorKind::io, "{}: the entry of grain {} changed while the disk was open", file().name(),
         index);
  const auto stream = read_stream(index, place.position);
  // The last grain may hold a whole grain although the disk ends in its middle.
  std::vector<std::byte> whole;
  std::span<std::byte> target = out;
  if (out.size() < geometry().grain_bytes) {
    whole.resize(static_cast<std::size_t>(geometry().grain_bytes));
    target = whole;
  }
  const Decompressor decompressor(libdeflate_alloc_decompressor());
  if (!decompressor) fail(ErrorKind::no_memory, "no memory for a decompressor");
  std::size_t produced = 0;
  const auto result = libdeflate_zlib_decompress(decompressor.get(), stream.data(), stream.size(),
                                                 target.data(), target.size(), &produced);
  if (result != LIBDEFLATE_SUCCESS || produced < out.size())
    fail_at(place.position, "{}: the compressed grain {} is damaged: {}", file().name(), index,
            result == LIBDEFLATE_SUCCESS
                ? fmt::format("it holds {} bytes instead of {}", produced, out.size())
                : std::string("its zlib stream is not valid"));
  if (!whole.empty()) std::copy_n(whole.begin(), out.size(), out.begin());
}

}  // namespace vixmount::disk::vmdk
