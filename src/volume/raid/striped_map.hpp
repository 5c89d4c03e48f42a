// Where the bytes of a striped array (raid0) lie. Pure arithmetic, no member is read.
//
// Members of different sizes are cut into zones, as MD does: the first zone reaches over all of
// them as far as the smallest, the next one over those that are longer, and so on. Sizes count in
// whole chunks. In a later zone the chunks go round its members in the order of their roles; which
// of them is the first is the difference of the layouts: `alternate` counts chunks from the zone's
// begin, `original` from the array's begin.
// Sources: md(4), section RAID0; Linux drivers/md/raid0.c (create_strip_zones, map_sector).
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "volume/raid/arrangement.hpp"

namespace vixmount::volume::raid {

class StripedMap {
 public:
  struct Place {
    unsigned member;
    std::uint64_t position;  // in the member
    std::uint64_t length;    // so far the bytes stay together
  };

  // `member_sizes` in bytes.
  StripedMap(const StripedGeometry& geometry, std::span<const std::uint64_t> member_sizes);

  std::uint64_t capacity() const noexcept { return zones_.empty() ? 0 : zones_.back().end; }
  // `offset` < capacity().
  Place find(std::uint64_t offset) const noexcept;

 private:
  struct Zone {
    std::uint64_t begin, end;    // in the array
    std::uint64_t member_begin;  // in each of its members
    std::vector<unsigned> members;
  };

  ChunkSize chunk_;
  StripedLayout layout_;
  std::vector<Zone> zones_;  // ascending, without gaps
};

}  // namespace vixmount::volume::raid
