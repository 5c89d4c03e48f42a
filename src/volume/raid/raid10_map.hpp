// Where the copies of the bytes of a raid10 lie. Pure arithmetic, no member is read.
//
// Near copies stand side by side, going on in the next row behind the last member. Far copies
// stand in further sections of the members, or (offset) in the rows that follow, each shifted by as
// many members as there are near copies; shifted round all members, or within sets of them.
// Sources: md(4), section RAID10; Linux drivers/md/raid10.c (setup_geo, calc_sectors,
// __raid10_find_phys); dm-raid (raid10_format, raid10_use_near_sets).
#pragma once

#include <cstdint>

#include "volume/raid/arrangement.hpp"

namespace vixmount::volume::raid {

class Raid10Map {
 public:
  struct Place {
    unsigned member;
    std::uint64_t position;
  };

  // `size` of the array: the sections of far copies follow from it. Throws Error{unsupported}.
  Raid10Map(const Raid10Geometry& geometry, std::size_t members, std::uint64_t size);

  unsigned copies() const noexcept { return near_ * far_; }
  // Bytes that each member must have.
  std::uint64_t needed_bytes() const noexcept { return needed_; }
  // So far bytes stay together from `offset` on.
  std::uint64_t rest_of_chunk(std::uint64_t offset) const noexcept {
    return chunk_.bytes() - chunk_.within(offset);
  }
  // `copy` < copies()
  Place find(std::uint64_t offset, unsigned copy) const noexcept;

 private:
  unsigned shift(unsigned member) const noexcept;

  unsigned members_;
  unsigned near_;
  unsigned far_;
  bool far_is_offset_;
  ChunkSize chunk_;
  unsigned set_size_;         // members in a set; the last set has the rest as well
  unsigned last_set_begin_;   // its first member
  std::uint64_t stride_ = 0;  // bytes from one far copy to the next
  std::uint64_t needed_ = 0;
};

}  // namespace vixmount::volume::raid
