#include "fs/iso9660/zisofs_source.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include "base/bytes.hpp"
#include "base/error.hpp"
#include "base/text.hpp"
#include "codec/zlib.hpp"

namespace vixmount::fs::iso9660 {
namespace {

constexpr std::string_view kMagic = "\x37\xE4\x53\x96\xC9\xDB\xD6\x07";
constexpr std::string_view kAlgorithm = "pz";
// mkzftree makes blocks of 2^15 to 2^17; Linux takes those of a page as well.
constexpr unsigned kSmallestShift = 12;
constexpr unsigned kLargestShift = 17;
constexpr std::size_t kPointer = sizeof(le32);

void decompress(BytesView stored, std::span<std::byte> out) {
  if (codec::decompress_zlib(stored, out) != out.size())
    fail_at(stored.origin(), "a compressed block of {} bytes does not give its {} bytes",
            stored.size(), out.size());
}

std::string_view algorithm_of(const layout::CompressedFile& parameters) noexcept {
  return {parameters.algorithm.data(), parameters.algorithm.size()};
}

}  // namespace

bool is_zisofs(const layout::CompressedFile& parameters) noexcept {
  return algorithm_of(parameters) == kAlgorithm && parameters.block_size_shift >= kSmallestShift &&
         parameters.block_size_shift <= kLargestShift;
}

io::SourcePtr open_compressed(io::SourcePtr stored, const layout::CompressedFile& parameters) {
  if (!is_zisofs(parameters))
    fail(ErrorKind::unsupported, "the file is compressed by \"{}\" in blocks of 2^{} bytes",
         printable(algorithm_of(parameters)), parameters.block_size_shift);
  return std::make_shared<ZisofsSource>(std::move(stored), parameters);
}

ZisofsSource::ZisofsSource(io::SourcePtr stored, const layout::CompressedFile& parameters)
    : stored_(std::move(stored)),
      size_(parameters.size.little),
      table_(std::uint64_t{parameters.header_words} * sizeof(le32)),
      chunks_(size_, std::uint64_t{1} << parameters.block_size_shift,
              [this](std::uint64_t first, std::span<const std::span<std::byte>> outs) {
                decode(first, outs);
              }) {
  const auto table_bytes = (chunks_.chunk_count() + 1) * kPointer;
  if (table_ < kMagic.size() || !fits(table_, table_bytes, stored_->size()))
    fail(ErrorKind::damaged, "a compressed file of {} bytes has no room for {} blocks",
         stored_->size(), chunks_.chunk_count());
  const auto magic = io::read_bytes(*stored_, 0, kMagic.size());
  if (BytesView(magic).text(0, magic.size()) != kMagic)
    fail_at(0, "a compressed file does not begin as one");
}

void ZisofsSource::decode(std::uint64_t first, std::span<const std::span<std::byte>> outs) const {
  const auto table_at = table_ + first * kPointer;
  const auto bytes = io::read_bytes(*stored_, table_at, (outs.size() + 1) * kPointer);
  const BytesView table(bytes, table_at);
  for (std::size_t i = 0; i < outs.size(); ++i) {
    const std::uint64_t begin = table.le32_at(i * kPointer);
    const std::uint64_t end = table.le32_at((i + 1) * kPointer);
    if (begin == end) {  // a block of zeros
      std::ranges::fill(outs[i], std::byte{0});
      continue;
    }
    // zlib adds far less than this to what it cannot shrink.
    if (end < begin || end - begin > 2 * outs[i].size() + 64 || end > stored_->size())
      fail_at(table_at + i * kPointer, "a compressed block from byte {} to {} of {}", begin, end,
              stored_->size());
    const auto stored = io::read_bytes(*stored_, begin, static_cast<std::size_t>(end - begin));
    decompress(BytesView(stored, begin), outs[i]);
  }
}

}  // namespace vixmount::fs::iso9660
