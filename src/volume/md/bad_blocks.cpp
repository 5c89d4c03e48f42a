#include "volume/md/bad_blocks.hpp"

#include <algorithm>

#include "io/sources.hpp"
#include "volume/md/layout.hpp"

namespace vixmount::volume::md {
namespace {

constexpr std::uint64_t kEnd = ~std::uint64_t{0};
constexpr unsigned kCountBits = 10;

// The ranges in bytes of the member's data, ascending, without overlaps. The log holds at most 512.
std::vector<ByteRange> read_log(const io::ByteSource& member, const Superblock& superblock,
                                ByteRange data) {
  const auto& place = *superblock.bad_blocks;
  const auto bytes = io::read_bytes(member, place.begin, place.length());
  const BytesView view(bytes, place.begin);
  std::vector<ByteRange> ranges;
  const auto unit = std::uint64_t{layout::kSector} << superblock.bad_blocks_shift;
  for (std::size_t at = 0; at + 8 <= view.size() && view.le64_at(at) != kEnd; at += 8) {
    const auto entry = view.le64_at(at);
    const auto count = entry & ((1 << kCountBits) - 1);
    const auto begin = checked_multiply(entry >> kCountBits, unit, "place of a bad block");
    const auto end = checked_add(begin, count * unit, "end of a bad block");
    // The log counts from the member's begin.
    const auto first = std::clamp(begin, data.begin, data.end) - data.begin;
    const auto last = std::clamp(end, data.begin, data.end) - data.begin;
    if (first < last) ranges.push_back({first, last});
  }
  std::sort(ranges.begin(), ranges.end(),
            [](const ByteRange& a, const ByteRange& b) { return a.begin < b.begin; });
  return ranges;
}

}  // namespace

io::SourcePtr without_bad_blocks(const io::SourcePtr& member, io::SourcePtr data,
                                 const Superblock& superblock, std::uint64_t begin) {
  if (!superblock.bad_blocks) return data;
  std::vector<io::SourcePtr> parts;
  std::uint64_t at = 0;
  const auto keep_up_to = [&](std::uint64_t end) {
    if (end > at) parts.push_back(std::make_shared<io::SliceSource>(data, at, end - at));
    at = std::max(at, end);
  };
  for (const auto& range : read_log(*member, superblock, {begin, begin + data->size()})) {
    keep_up_to(range.begin);
    if (range.end <= at) continue;
    parts.push_back(std::make_shared<io::UnreadableSource>(
        range.end - at, Error(ErrorKind::io, "the MD member lists this range as bad blocks")));
    at = range.end;
  }
  keep_up_to(data->size());
  return std::make_shared<io::ConcatSource>(std::move(parts));
}

}  // namespace vixmount::volume::md
