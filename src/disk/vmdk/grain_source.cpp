#include "disk/vmdk/grain_source.hpp"

#include <algorithm>
#include <array>

#include "base/checked.hpp"
#include "base/error.hpp"
#include "disk/vmdk/layout.hpp"

namespace vixmount::disk::vmdk {
namespace {

using Kind = Place::Kind;

// Disks end below 2^63 bytes: offsets stay inside what pread takes.
constexpr std::uint64_t kMostCapacitySectors = (1ULL << 63) / kSectorSize - 1;

}  // namespace

std::uint64_t GrainGeometry::table_count() const noexcept {
  return divide_rounding_up(capacity, table_coverage());
}

std::uint64_t GrainGeometry::grain_count() const noexcept {
  return divide_rounding_up(capacity, grain_bytes);
}

GrainGeometry GrainGeometry::checked(std::uint64_t capacity_sectors, std::uint64_t grain_sectors,
                                     std::uint64_t entries_per_table, std::uint32_t entry_bytes,
                                     const std::string& name) {
  if (!is_power_of_two(grain_sectors) || grain_sectors > GrainSource::kMostGrainSectors)
    fail(ErrorKind::damaged, "{}: a grain size of {} sectors is not possible", name, grain_sectors);
  if (entries_per_table == 0 || entries_per_table > GrainSource::kMostEntriesPerTable)
    fail(ErrorKind::damaged, "{}: a grain table of {} entries is not possible", name,
         entries_per_table);
  if (capacity_sectors == 0 || capacity_sectors > kMostCapacitySectors)
    fail(ErrorKind::damaged, "{}: a capacity of {} sectors is not possible", name,
         capacity_sectors);
  return {capacity_sectors * kSectorSize, grain_sectors * kSectorSize, entries_per_table,
          entry_bytes};
}

GrainSource::GrainSource(FilePtr file, const GrainGeometry& geometry,
                         std::optional<std::uint64_t> directory,
                         std::optional<std::uint64_t> redundant, const Log& log)
    : file_(std::move(file)), geometry_(geometry), log_(log) {
  directory_ = directory_at(directory);
  redundant_ = directory_at(redundant);
  if (!directory_ && !redundant_)
    fail(
        ErrorKind::damaged,
        "{}: the grain directory of {} entries at byte {} does not lie inside the file of {} bytes",
        file_->name(), geometry_.table_count(), directory.value_or(0), file_->size());
  if (!directory_) {
    log_.warning("{}: the grain directory lies outside of the file; the redundant one is used",
                 file_->name());
    directory_.swap(redundant_);
  }
}

std::optional<EntryArray> GrainSource::directory_at(std::optional<std::uint64_t> position) const {
  // A directory of 2^63 bytes of disk has at most 2^54 entries of 8 bytes: no overflow.
  const auto count = geometry_.table_count();
  if (!position || *position == 0 || !fits(*position, count * geometry_.entry_bytes, file_->size()))
    return std::nullopt;
  return EntryArray(*file_, *position, geometry_.entry_bytes, count);
}

std::uint64_t GrainSource::bytes_in_grain(std::uint64_t index) const noexcept {
  return std::min(geometry_.grain_bytes, geometry_.capacity - index * geometry_.grain_bytes);
}

std::uint64_t GrainSource::entries_in_table(std::uint64_t table) const noexcept {
  return std::min(geometry_.entries_per_table,
                  geometry_.grain_count() - table * geometry_.entries_per_table);
}

Place GrainSource::place_in_file(std::uint64_t position, std::uint64_t length,
                                 std::uint64_t raw) const noexcept {
  if (position < kSectorSize) return Place::damaged(raw, "points into the file's header");
  if (!fits(position, length, file_->size()))
    return Place::damaged(raw, "points behind the file's end");
  return Place::at(position);
}

Place GrainSource::find_table(const EntryArray& directory, std::uint64_t table) const {
  const auto raw = directory.read_one(table);
  const Place place = decode_table(table, raw);
  if (place.kind != Kind::at) return place;
  return place_in_file(place.position, entries_in_table(table) * geometry_.entry_bytes, raw);
}

EntryArray GrainSource::table_at(std::uint64_t table, std::uint64_t position) const {
  return {*file_, position, geometry_.entry_bytes, entries_in_table(table)};
}

// `damaged` stands when the redundant directory knows no better.
Place GrainSource::from_redundant(std::uint64_t grain, const Place& damaged) const {
  if (!redundant_) return damaged;
  const auto table = grain / geometry_.entries_per_table;
  Place place = find_table(*redundant_, table);
  if (place.kind == Kind::at)
    place = decode_grain(
        grain, table_at(table, place.position).read_one(grain % geometry_.entries_per_table));
  if (place.kind == Kind::damaged) return damaged;
  if (!warned_.exchange(true))  // once is enough: a damaged table has thousands of entries
    log_.warning("{}: the entry of grain {} {}; the redundant grain table is used", file_->name(),
                 grain, damaged.reason);
  return place;
}

Place GrainSource::find_grain(std::uint64_t index) const {
  const auto table = index / geometry_.entries_per_table;
  Place place = find_table(*directory_, table);
  if (place.kind == Kind::at)
    place = decode_grain(
        index, table_at(table, place.position).read_one(index % geometry_.entries_per_table));
  return place.kind == Kind::damaged ? from_redundant(index, place) : place;
}

void GrainSource::report_damage(std::uint64_t index, const Place& place) const {
  throw Error(
      ErrorKind::damaged,
      fmt::format("{}: the entry {:#x} of grain {} (byte {} of the extent) {}", file_->name(),
                  place.position, index, index * geometry_.grain_bytes, place.reason),
      index * geometry_.grain_bytes);
}

void GrainSource::read_grains(std::uint64_t offset, std::span<std::byte>) const {
  const auto index = offset / geometry_.grain_bytes;
  const Place place = find_grain(index);
  if (place.kind == Kind::damaged) report_damage(index, place);
  fail(ErrorKind::io, "{}: the entry of grain {} changed while the disk was open", file_->name(),
       index);
}

io::Extent GrainSource::do_map(std::uint64_t offset, std::uint64_t length) const {
  const auto window = window_at(offset / geometry_.grain_bytes);
  return window->place.kind == Kind::at ? map_grains(offset, length, *window)
                                        : map_tables(offset, length, window->place);
}

GrainSource::WindowPtr GrainSource::window_at(std::uint64_t grain) const {
  const auto table = grain / geometry_.entries_per_table;
  {
    const std::lock_guard lock(mutex_);
    if (window_ && window_->holds(grain, table)) return window_;
  }
  auto loaded = load_window(grain, table);  // without the lock: it reads from disk
  const std::lock_guard lock(mutex_);
  window_ = loaded;
  return loaded;
}

GrainSource::WindowPtr GrainSource::load_window(std::uint64_t grain, std::uint64_t table) const {
  auto window = std::make_shared<Window>();
  window->table = table;
  window->place = find_table(*directory_, table);
  if (window->place.kind == Kind::damaged && redundant_) {
    const Place second = find_table(*redundant_, table);
    if (second.kind != Kind::damaged) window->place = second;
  }
  if (window->place.kind != Kind::at) return window;
  const auto entry = grain % geometry_.entries_per_table;
  const auto first = entry - entry % EntryArray::kMostEntries;
  window->first = grain - (entry - first);
  window->entries.resize(static_cast<std::size_t>(
      std::min<std::uint64_t>(EntryArray::kMostEntries, entries_in_table(table) - first)));
  table_at(table, window->place.position).read(first, window->entries);
  return window;
}

// The table of `offset` has no entries of its own: one run, over all tables that follow likewise
// (a damaged one stands alone: the redundant directory may know the next).
io::Extent GrainSource::map_tables(std::uint64_t offset, std::uint64_t length,
                                   const Place& first) const {
  const auto coverage = geometry_.table_coverage();
  std::uint64_t covered = coverage - offset % coverage;
  while (covered < length && first.kind != Kind::damaged) {
    const auto table = (offset + covered) / coverage;
    std::array<std::uint64_t, EntryArray::kMostEntries> raw;
    const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(
        {raw.size(), directory_->count() - table, divide_rounding_up(length - covered, coverage)}));
    directory_->read(table, std::span(raw).first(count));
    std::size_t same = 0;
    while (same < count && decode_table(table + same, raw[same]).kind == first.kind) ++same;
    covered += same * coverage;
    if (same < count) break;
  }
  return extent_of(offset, std::min(covered, length), first);
}

// The run of grains that begins at `offset` and goes on in the same way, at most to the window's
// end.
io::Extent GrainSource::map_grains(std::uint64_t offset, std::uint64_t length,
                                   const Window& window) const {
  const auto grain_bytes = geometry_.grain_bytes;
  const auto last = std::min(window.first + window.entries.size(),
                             divide_rounding_up(offset + length, grain_bytes));
  io::Extent run;
  for (auto grain = offset / grain_bytes; grain < last; ++grain) {
    Place place = decode_grain(grain, window.entries[grain - window.first]);
    if (place.kind == Kind::damaged) place = from_redundant(grain, place);
    const auto begin = std::max(offset, grain * grain_bytes);
    const auto end = std::min(offset + length, (grain + 1) * grain_bytes);
    const io::Extent next = extent_of(begin, end - begin, place);
    if (run.length != 0 && !run.continues_with(next)) break;
    if (run.length == 0)
      run = next;
    else
      run.length += next.length;
  }
  return run;
}

io::Extent GrainSource::extent_of(std::uint64_t offset, std::uint64_t length,
                                  const Place& place) const {
  switch (place.kind) {
    case Kind::absent:
      return io::Extent::unallocated(length);
    case Kind::zero:
      return io::Extent::zeros(length);
    case Kind::at:
      if (grains_are_plain())
        return io::Extent::in_file(*file_, place.position + offset % geometry_.grain_bytes, length);
      [[fallthrough]];
    case Kind::damaged:
      return io::Extent::through(*this, offset, length);
  }
  fail(ErrorKind::internal, "unknown kind of place");
}

}  // namespace vixmount::disk::vmdk
