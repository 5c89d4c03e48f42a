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
    : HostedSparseSource(std::move(file), header, log),
      grains_(geometry().capacity, geometry().grain_bytes,
              [this](std::uint64_t first, std::span<const std::span<std::byte>> outs) {
                for (const auto& out : outs) decompress(first++, out);
              }) {
  if (geometry().grain_bytes > kMostGrainBytes)
    fail(ErrorKind::limit_exceeded,
         "{}: compressed grains of {} bytes are not supported (most: {})", this->file().name(),
         geometry().grain_bytes, kMostGrainBytes);
}

std::uint64_t StreamOptimizedSource::least_bytes_of(std::uint64_t) const noexcept {
  return kGrainHeadBytes;
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
