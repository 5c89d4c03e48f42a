#include "fs/btrfs/compression.hpp"

#include <algorithm>
#include <cstring>
#include <memory>
#include <new>

#include <zstd.h>

#include "base/error.hpp"
#include "codec/lzo1x.hpp"
#include "codec/zlib.hpp"

namespace vixmount::fs::btrfs {
namespace {

template <auto Free>
struct Deleter {
  template <typename T>
  void operator()(T* object) const noexcept {
    Free(object);
  }
};

std::size_t decompress_zlib(BytesView stored, std::span<std::byte> out) {
  const auto produced = codec::decompress_zlib(stored, out);
  if (!produced) fail_at(stored.origin(), "an extent's zlib stream is damaged");
  return *produced;
}

// Segments of a sector each behind their length; no length crosses the end of a sector.
std::size_t decompress_lzo(BytesView stored, std::span<std::byte> out, std::uint32_t sector_size) {
  constexpr std::size_t kLength = sizeof(le32);
  const std::size_t total = stored.le32_at(0);
  if (total < kLength || total > stored.size())
    fail_at(stored.origin(), "an LZO extent of {} bytes in {}", total, stored.size());
  const auto all = stored.sub(0, total);
  std::size_t at = kLength, produced = 0;
  while (at < total && produced < out.size()) {
    const auto left_in_sector = sector_size - at % sector_size;
    if (left_in_sector < kLength) at += left_in_sector;
    if (total - std::min(at, total) < kLength) break;
    const std::size_t length = all.le32_at(at);
    at += kLength;
    const auto room = std::min<std::size_t>(sector_size, out.size() - produced);
    const auto count = codec::decompress_lzo1x(all.sub(at, length), out.subspan(produced, room));
    at += length;
    produced += count;
    if (count != sector_size) break;  // the last one
  }
  return produced;
}

std::size_t decompress_zstd(BytesView stored, std::span<std::byte> out) {
  using Context = std::unique_ptr<ZSTD_DCtx, Deleter<ZSTD_freeDCtx>>;
  thread_local const Context kContext(ZSTD_createDCtx());
  if (!kContext) throw std::bad_alloc();
  // Zeros fill the last sector behind the frame.
  const auto frame = ZSTD_findFrameCompressedSize(stored.data(), stored.size());
  const auto produced = ZSTD_isError(frame)
                            ? frame
                            : ZSTD_decompressDCtx(kContext.get(), out.data(), out.size(),
                                                  stored.data(), frame);
  if (ZSTD_isError(produced))
    fail_at(stored.origin(), "an extent's zstd frame is damaged: {}", ZSTD_getErrorName(produced));
  return produced;
}

std::size_t decompress_any(Compression compression, BytesView stored, std::span<std::byte> out,
                           std::uint32_t sector_size) {
  switch (compression) {
    case Compression::zlib:
      return decompress_zlib(stored, out);
    case Compression::lzo:
      return decompress_lzo(stored, out, sector_size);
    case Compression::zstd:
      return decompress_zstd(stored, out);
    case Compression::none:
      break;
  }
  fail(ErrorKind::unsupported, "compression of the unknown type {}",
       static_cast<unsigned>(compression));
}

}  // namespace

void decompress(Compression compression, BytesView stored, std::span<std::byte> out,
                std::uint32_t sector_size) {
  const auto produced = decompress_any(compression, stored, out, sector_size);
  if (out.size() - produced >= sector_size)
    fail_at(stored.origin(), "a compressed extent holds {} bytes instead of {}", produced,
            out.size());
  if (produced < out.size()) std::memset(out.data() + produced, 0, out.size() - produced);
}

}  // namespace vixmount::fs::btrfs
