#include "volume/raid/striped_map.hpp"

#include <algorithm>

namespace vixmount::volume::raid {

StripedMap::StripedMap(const StripedGeometry& geometry, std::span<const std::uint64_t> member_sizes)
    : chunk_(geometry.chunk_size), layout_(geometry.layout) {
  std::vector<std::uint64_t> sizes;
  for (const auto size : member_sizes) sizes.push_back(size - chunk_.within(size));
  auto ends = sizes;
  std::sort(ends.begin(), ends.end());
  ends.erase(std::unique(ends.begin(), ends.end()), ends.end());

  std::uint64_t array_begin = 0;
  std::uint64_t member_begin = 0;
  for (const auto member_end : ends) {
    if (member_end == 0) continue;
    Zone zone{array_begin, 0, member_begin, {}};
    for (unsigned i = 0; i < sizes.size(); ++i)
      if (sizes[i] > member_begin) zone.members.push_back(i);
    zone.end = checked_add(
        array_begin,
        checked_multiply(member_end - member_begin, zone.members.size(), "size of a zone"),
        "size of a striped array");
    array_begin = zone.end;
    member_begin = member_end;
    zones_.push_back(std::move(zone));
  }
}

StripedMap::Place StripedMap::find(std::uint64_t offset) const noexcept {
  const auto zone = std::partition_point(zones_.begin(), zones_.end(),
                                         [&](const Zone& each) { return each.end <= offset; });
  const auto in_zone = offset - zone->begin;
  const auto count = zone->members.size();
  if (count == 1) return {zone->members[0], zone->member_begin + in_zone, zone->end - offset};
  const auto chunk = chunk_.index(in_zone);
  const auto within = chunk_.within(in_zone);
  const auto turn = layout_ == StripedLayout::alternate ? chunk : chunk_.index(offset);
  return {zone->members[turn % count], zone->member_begin + chunk / count * chunk_.bytes() + within,
          chunk_.bytes() - within};
}

}  // namespace vixmount::volume::raid
