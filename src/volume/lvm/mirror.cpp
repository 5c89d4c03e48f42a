#include <algorithm>
#include <vector>

#include "base/bytes.hpp"
#include "base/checked.hpp"
#include "base/endian.hpp"
#include "base/error.hpp"
#include "io/sources.hpp"
#include "volume/lvm/layout.hpp"
#include "volume/lvm/segments.hpp"

namespace vixmount::volume::lvm {
namespace {

// The log of a mirror on disk. Facts: docs/formats/lvm2.md.
struct LogHeader {
  le32 magic;  // "MiRr", read as a little-endian number
  le32 version;
  le64 region_count;
};
static_assert(sizeof(LogHeader) == 16);
constexpr std::uint32_t kLogMagic = 0x4D695272;
constexpr std::uint32_t kLogVersion = 2;
constexpr std::uint64_t kLogBitsOffset = 1024;  // one bit a region, set: the same on all legs
// 8 Mi regions: 4 TiB in the usual regions of 512 KiB. A megabyte is read.
constexpr std::uint64_t kMostRegions = 8ULL << 20;

// One bit for each region, from the log.
std::vector<std::byte> read_log(const io::ByteSource& log, std::uint64_t region_count) {
  if (region_count > kMostRegions)
    fail(ErrorKind::limit_exceeded, "a mirror of {} regions is too large", region_count);
  const auto bytes = io::read_bytes(log, 0, sizeof(LogHeader));
  const auto header = BytesView(bytes).get<LogHeader>(0);
  if (header.magic != kLogMagic || header.version != kLogVersion)
    fail(ErrorKind::damaged, "the log of a mirror has no header of version {}", kLogVersion);
  return io::read_bytes(log, kLogBitsOffset, divide_rounding_up(region_count, 8));
}

bool is_set(const std::vector<std::byte>& bits, std::uint64_t index) {
  return (std::to_integer<unsigned>(bits[index / 8]) >> (index % 8) & 1) != 0;
}

// `leg` where the log knows that it is the same as the lost first one.
Piece known_part_of(Stack& stack, const Piece& leg, const io::ByteSource& log,
                    std::uint64_t region_size, const std::string& loss) {
  if (region_size == 0) fail(ErrorKind::damaged, "the regions of a mirror have no size");
  const auto region_count = divide_rounding_up(leg.size, region_size);
  const auto bits = read_log(log, region_count);
  std::vector<io::SourcePtr> parts;
  std::uint64_t unknown = 0;
  for (std::uint64_t begin = 0, end = 0; begin < region_count; begin = end) {
    const bool known = is_set(bits, begin);
    while (end < region_count && is_set(bits, end) == known) ++end;
    stack.count_runs(1);
    const auto offset = begin * region_size;
    const auto size = std::min(end * region_size, leg.size) - offset;
    if (!known) unknown += end - begin;
    parts.push_back(known ? Piece{leg.source, leg.offset + offset, size, {}}.as_source()
                          : Piece::unreadable(size, Condition::incomplete, loss).source);
  }
  auto source = std::make_shared<io::ConcatSource>(std::move(parts));
  if (unknown == 0) return Piece::whole(std::move(source), {Condition::degraded, loss});
  return Piece::whole(
      std::move(source),
      {Condition::incomplete, fmt::format("{}; {} of {} regions were not in sync on the others",
                                          loss, unknown, region_count)});
}

// The first leg is lost: the others are as good as the log says. Without one on disk nothing tells
// which of their regions are the same.
Piece build_without_first(Stack& stack, const Segment& segment, const Piece& first,
                          const std::vector<Piece>& others) {
  const auto leg = std::find_if(others.begin(), others.end(),
                                [](const Piece& piece) { return piece.readable(); });
  const auto log_name = segment.settings.find_text("mirror_log");
  if (leg == others.end() || !log_name || segment.begin != 0)
    return Piece::unreadable(segment.size, Condition::incomplete, first.health.detail);
  const auto& log = stack.volume(*log_name);
  if (!log.readable())
    return Piece::unreadable(segment.size, Condition::incomplete, first.health.detail);
  const auto region_size = checked_multiply(segment.settings.number("region_size"), kSectorBytes,
                                            "the size of a mirror's region");
  return known_part_of(stack, *leg, *log.as_source(), region_size, first.health.detail);
}

}  // namespace

Piece build_mirror(Stack& stack, const LogicalVolume&, const Segment& segment) {
  // The first leg is the one that resynchronisation and pvmove copy from.
  std::vector<Piece> legs;
  for (const auto& area : read_area_names(segment.settings, "mirrors"))
    legs.push_back(stack.area(area.name, area.extent, segment.size));
  auto first = std::move(legs.front());
  legs.erase(legs.begin());
  if (!first.readable()) return build_without_first(stack, segment, first, legs);
  for (const auto& leg : legs)
    if (!leg.readable())
      first.health = worse(first.health, {Condition::degraded, leg.health.detail});
  return first;
}

}  // namespace vixmount::volume::lvm
