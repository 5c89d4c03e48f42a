#include "base/checked.hpp"
#include "base/error.hpp"
#include "volume/lvm/layout.hpp"
#include "volume/lvm/segments.hpp"
#include "volume/raid/raid.hpp"

namespace vixmount::volume::lvm {

Piece build_striped(Stack& stack, const LogicalVolume&, const Segment& segment) {
  const auto areas = read_area_names(segment.settings, "stripes");
  if (areas.size() == 1) return stack.area(areas[0].name, areas[0].extent, segment.size);
  if (segment.size % areas.size() != 0)
    fail_at(segment.settings.offset(), "{} bytes cannot be striped over {} areas", segment.size,
            areas.size());
  raid::StripedGeometry geometry;
  geometry.chunk_size = checked_multiply(segment.settings.number("stripe_size"), kSectorBytes,
                                         "the size of a stripe");
  raid::Members members;
  Health health;
  for (const auto& area : areas) {
    const auto piece = stack.area(area.name, area.extent, segment.size / areas.size());
    members.push_back(piece.as_source());
    health = worse(health, piece.health);
  }
  return Piece::whole(raid::make_striped(std::move(members), geometry, segment.size),
                      std::move(health));
}

}  // namespace vixmount::volume::lvm
