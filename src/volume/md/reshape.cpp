#include "volume/md/reshape.hpp"

#include <algorithm>

#include "io/sources.hpp"

namespace vixmount::volume::md {
namespace {

bool has_parity(const Geometry& geometry) noexcept {
  return geometry.level >= 4 && geometry.level <= 6;
}

std::uint64_t data_in_a_stripe(const Geometry& geometry) {
  const std::uint32_t parity = geometry.level == 6 ? 2 : 1;
  if (geometry.raid_disks <= parity || geometry.chunk_size == 0)
    fail(ErrorKind::damaged,
         "the array is reshaped to or from raid{} over {} members in chunks of {}", geometry.level,
         geometry.raid_disks, geometry.chunk_size);
  return checked_multiply(geometry.chunk_size, geometry.raid_disks - parity,
                          "stripe of the MD array");
}

// How far into each member the reshape has come, in one geometry. Below 2^63, since a stripe holds
// at least as much as a chunk.
std::int64_t place_in_members(const Geometry& geometry, std::uint64_t position) {
  return static_cast<std::int64_t>(position / data_in_a_stripe(geometry) * geometry.chunk_size);
}

}  // namespace

void check_reshape(const Geometry& from, const Reshape& reshape,
                   const std::vector<std::int64_t>& offset_changes) {
  const auto& to = reshape.target;
  if (!has_parity(from) || !has_parity(to))
    fail(ErrorKind::unsupported, "the array is being reshaped from {} to {}", describe(from),
         describe(to));
  constexpr std::uint64_t kLargest = std::uint64_t{1} << 62;
  if (reshape.position > kLargest || reshape.position % data_in_a_stripe(to) != 0)
    fail(ErrorKind::damaged, "the reshape of the array stands at byte {}, inside a stripe",
         reshape.position);
  const auto written = place_in_members(to, reshape.position);
  const auto read = place_in_members(from, reshape.position);
  const auto change = *std::min_element(offset_changes.begin(), offset_changes.end());
  const auto largest_chunk = static_cast<std::int64_t>(std::max(from.chunk_size, to.chunk_size));
  const bool in_place = to.raid_disks == from.raid_disks;
  const bool is_safe = in_place            ? std::abs(change) >= largest_chunk
                       : reshape.backwards ? written + change > read
                                           : written + change < read;
  if (!is_safe)
    fail(ErrorKind::unsupported,
         "the array is being reshaped from {} to {}, and what it was working on is in mdadm's "
         "backup "
         "file only",
         describe(from), describe(to));
}

io::SourcePtr join_at_position(io::SourcePtr before, io::SourcePtr after, const Reshape& reshape,
                               std::uint64_t size) {
  const auto position = std::min(reshape.position, size);
  const auto& first = reshape.backwards ? before : after;
  const auto& second = reshape.backwards ? after : before;
  return std::make_shared<io::ConcatSource>(std::vector<io::SourcePtr>{
      std::make_shared<io::SliceSource>(first, 0, position),
      std::make_shared<io::SliceSource>(second, position, size - position)});
}

}  // namespace vixmount::volume::md
