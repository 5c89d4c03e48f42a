#include "volume/lvm/stack.hpp"

#include <algorithm>
#include <utility>

#include "base/checked.hpp"
#include "base/error.hpp"
#include "base/text.hpp"
#include "io/sources.hpp"
#include "volume/lvm/segments.hpp"

namespace vixmount::volume::lvm {
namespace {

// A thin snapshot in a cached pool on RAID with pvmove below is eight deep.
constexpr unsigned kMostDepth = 24;

// Reading lost RAID data reads all other members. LVM puts no RAID on RAID; in a text that does,
// one read could become any number.
constexpr unsigned kMostRaidLevels = 1;

// Some 100 bytes each.
constexpr std::size_t kMostRuns = 256UL << 10;

bool is_raid(const LogicalVolume& volume) {
  return std::any_of(volume.segments.begin(), volume.segments.end(),
                     [](const Segment& segment) { return segment.type.starts_with("raid"); });
}

// One source of many pieces; neighbours that continue each other become one.
io::SourcePtr join(const std::vector<Piece>& pieces) {
  std::vector<Piece> joined;
  for (const auto& piece : pieces) {
    if (!joined.empty() && joined.back().source == piece.source &&
        joined.back().offset + joined.back().size == piece.offset)
      joined.back().size += piece.size;
    else
      joined.push_back(piece);
  }
  if (joined.size() == 1) return joined.front().as_source();
  std::vector<io::SourcePtr> parts;
  parts.reserve(joined.size());
  for (const auto& piece : joined) parts.push_back(piece.as_source());
  return std::make_shared<io::ConcatSource>(std::move(parts));
}

}  // namespace

Piece Piece::whole(io::SourcePtr source, Health health) {
  const auto size = source->size();
  return {std::move(source), 0, size, std::move(health)};
}

Piece Piece::unreadable(std::uint64_t size, Condition condition, const std::string& reason,
                        ErrorKind kind) {
  return whole(std::make_shared<io::UnreadableSource>(size, Error(kind, reason)),
               {condition, reason});
}

io::SourcePtr Piece::as_source() const {
  if (offset == 0 && size == source->size()) return source;
  return std::make_shared<io::SliceSource>(source, offset, size);
}

Health worse(const Health& a, const Health& b) { return b.condition > a.condition ? b : a; }

Stack::Stack(const VolumeGroup& group, const std::vector<io::SourcePtr>& devices, Remarks& remarks)
    : group_(group), devices_(devices), remarks_(remarks), entries_(group.logical_volumes.size()) {}

const Piece& Stack::build(std::size_t index) {
  auto& entry = entries_.at(index);
  const auto& volume = group_.logical_volumes[index];
  if (entry.state == State::built) {
    raid_levels_below_ = std::max(raid_levels_below_, entry.raid_levels);
    return entry.piece;
  }
  if (entry.state == State::being_built)
    fail(ErrorKind::damaged, "the logical volume {} is made of itself", volume.name);
  if (depth_ == kMostDepth)
    fail(ErrorKind::damaged, "the logical volume {} is nested {} deep", volume.name, depth_);
  entry.state = State::being_built;
  ++depth_;
  const auto levels_beside = std::exchange(raid_levels_below_, 0);
  try {
    entry.piece = build_unchecked(volume);
  } catch (const Error& error) {
    entry.piece =
        Piece::unreadable(volume.size, Condition::unusable, error.message(), error.kind());
  }
  --depth_;
  entry.raid_levels = raid_levels_below_ + (is_raid(volume) ? 1 : 0);
  if (entry.raid_levels > kMostRaidLevels)
    entry.piece =
        Piece::unreadable(volume.size, Condition::unusable,
                          "RAID over other RAID volumes is not supported", ErrorKind::unsupported);
  raid_levels_below_ = std::max(levels_beside, entry.raid_levels);
  entry.state = State::built;
  return entry.piece;
}

Piece Stack::build_unchecked(const LogicalVolume& volume) {
  if (!volume.fault.empty()) fail(ErrorKind::damaged, "{}", volume.fault);
  std::vector<Piece> pieces;
  Health health;
  for (const auto& segment : volume.segments) {
    auto piece = build_segment(*this, volume, segment);
    health = worse(health, piece.health);
    pieces.push_back(std::move(piece));
  }
  return Piece::whole(join(pieces), std::move(health));
}

const Piece& Stack::volume(const std::string& name) {
  const auto index = group_.find_logical_volume(name);
  if (!index) fail(ErrorKind::damaged, "there is no logical volume \"{}\"", printable(name, 40));
  return build(*index);
}

Piece Stack::area(const std::string& name, std::uint64_t extent, std::uint64_t size) {
  if (const auto device = group_.find_physical_volume(name))
    return device_area(*device, extent, size);
  const auto& below = volume(name);
  const auto offset = checked_multiply(extent, group_.extent_size, "the begin of an area");
  if (!fits(offset, size, below.size)) {
    // What cannot be built need not have its size.
    if (!below.readable())
      return Piece::unreadable(size, below.health.condition, below.health.detail);
    fail(ErrorKind::damaged, "the logical volume {} is too small for what is on it", name);
  }
  return {below.source, below.offset + offset, size, below.health};
}

Piece Stack::device_area(std::size_t index, std::uint64_t extent, std::uint64_t size) const {
  const auto& device = group_.physical_volumes[index];
  if (devices_[index] == nullptr)
    return Piece::unreadable(size, Condition::incomplete,
                             fmt::format("PV {} ({}) is missing", device.uuid, device.device_hint));
  const auto offset = checked_add(
      device.extents_begin, checked_multiply(extent, group_.extent_size, "the begin of an area"),
      "the begin of an area");
  if (!fits(offset, size, devices_[index]->size()))
    return Piece::unreadable(size, Condition::incomplete,
                             fmt::format("PV {} ({}) ends at byte {}, before what is on it",
                                         device.uuid, device.device_hint, devices_[index]->size()));
  return {devices_[index], offset, size, {}};
}

void Stack::count_runs(std::size_t count) {
  runs_ += count;
  if (runs_ > kMostRuns)
    fail(ErrorKind::limit_exceeded, "the volumes of the group have more than {} runs", kMostRuns);
}

void Stack::remark(const std::string& name, const std::string& text) {
  remarks_.add(group_.name + "/" + name, "{}", text);
}

}  // namespace vixmount::volume::lvm
