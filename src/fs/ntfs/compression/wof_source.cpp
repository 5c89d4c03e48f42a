#include "fs/ntfs/compression/wof_source.hpp"

#include <algorithm>
#include <cstring>
#include <memory>
#include <utility>

#include "base/checked.hpp"
#include "base/error.hpp"
#include "codec/lzx.hpp"
#include "codec/xpress_huffman.hpp"

namespace vixmount::fs::ntfs {
namespace {

std::uint64_t chunk_bytes_of(WofAlgorithm algorithm) {
  switch (algorithm) {
    case WofAlgorithm::xpress4k:
      return 4096;
    case WofAlgorithm::xpress8k:
      return 8192;
    case WofAlgorithm::xpress16k:
      return 16384;
    case WofAlgorithm::lzx:
      return 32768;
    case WofAlgorithm::unknown:
      break;
  }
  fail(ErrorKind::unsupported, "content compressed by an unknown algorithm of the overlay filter");
}

// Entries of the table hold positions of the compressed content, in 8 bytes for files whose
// uncompressed size does not fit 4.
constexpr std::uint64_t entry_bytes_for(std::uint64_t size) noexcept {
  return size <= 0xFFFFFFFF ? 4 : 8;
}

}  // namespace

WofSource::WofSource(io::SourcePtr stream, WofAlgorithm algorithm, std::uint64_t size)
    : stream_(std::move(stream)),
      algorithm_(algorithm),
      size_(size),
      entry_bytes_(entry_bytes_for(size)),
      chunks_(size, chunk_bytes_of(algorithm),
              [this](std::uint64_t first, std::span<const std::span<std::byte>> outs) {
                decode(first, outs);
              }),
      // The first chunk begins behind the table: it has no entry.
      table_bytes_(size == 0 ? 0 : (chunks_.chunk_count() - 1) * entry_bytes_) {
  if (table_bytes_ > stream_->size())
    fail(ErrorKind::damaged, "a stream of {} bytes is too short for the table of {} chunks",
         stream_->size(), chunks_.chunk_count());
}

// Where `count` chunks from `first` on begin, and where the last of them ends: positions behind the
// table.
std::vector<std::uint64_t> WofSource::bounds_of(std::uint64_t first, std::size_t count) const {
  const auto last_bound = first + count;  // bound i: end of chunk i - 1, in entry i - 1
  const auto first_entry = first == 0 ? 0 : first - 1;
  const auto end_entry = std::min(last_bound, chunks_.chunk_count() - 1);
  const auto raw =
      io::read_bytes(*stream_, first_entry * entry_bytes_,
                     static_cast<std::size_t>((end_entry - first_entry) * entry_bytes_));
  const BytesView table(raw, first_entry * entry_bytes_);
  std::vector<std::uint64_t> bounds;
  bounds.reserve(count + 1);
  if (first == 0) bounds.push_back(0);
  for (std::size_t at = 0; at < table.size(); at += entry_bytes_)
    bounds.push_back(entry_bytes_ == 4 ? table.le32_at(at) : table.le64_at(at));
  const auto end = stream_->size() - table_bytes_;
  if (last_bound == chunks_.chunk_count()) bounds.push_back(end);
  for (std::size_t i = 0; i < count; ++i) {
    const auto most = chunks_.bytes_in_chunk(first + i);
    if (bounds[i + 1] > end || bounds[i] >= bounds[i + 1] || bounds[i + 1] - bounds[i] > most)
      fail_at(first_entry * entry_bytes_,
              "chunk {} of {} bytes cannot stand between {} and {} of {} compressed bytes",
              first + i, most, bounds[i], bounds[i + 1], end);
  }
  return bounds;
}

void WofSource::decode(std::uint64_t first, std::span<const std::span<std::byte>> outs) const {
  const auto bounds = bounds_of(first, outs.size());
  // No chunk is larger than its content, so this is bounded by what was asked for.
  const auto count = static_cast<std::size_t>(bounds.back() - bounds.front());
  const auto bytes = std::make_unique_for_overwrite<std::byte[]>(count);
  const std::span compressed(bytes.get(), count);
  stream_->read(table_bytes_ + bounds.front(), compressed);
  const BytesView view(compressed, table_bytes_ + bounds.front());
  for (std::size_t i = 0; i < outs.size(); ++i)
    decode_chunk(first + i,
                 view.sub(static_cast<std::size_t>(bounds[i] - bounds.front()),
                          static_cast<std::size_t>(bounds[i + 1] - bounds[i])),
                 outs[i]);
}

void WofSource::decode_chunk(std::uint64_t index, BytesView compressed,
                             std::span<std::byte> out) const {
  if (compressed.size() == out.size()) {  // did not become smaller
    std::memcpy(out.data(), compressed.data(), out.size());
    return;
  }
  with_context(fmt::format("chunk {} of the stream WofCompressedData", index), [&] {
    if (algorithm_ == WofAlgorithm::lzx)
      codec::decompress_lzx(compressed, out);
    else
      codec::decompress_xpress_huffman(compressed, out);
  });
}

}  // namespace vixmount::fs::ntfs
