// The types of segments, one function each. All of them give `segment.size` bytes (reshaped RAID
// less), throw Error when the segment's text contradicts itself, and give an unreadable piece, or
// one with a health, for what is missing below.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "volume/lvm/stack.hpp"

namespace vixmount::volume::lvm {

// Calls the function of the segment's type; a type without one gives an unreadable piece that names
// it.
Piece build_segment(Stack& stack, const LogicalVolume& volume, const Segment& segment);

// striped.cpp: linear is striped over one area.
Piece build_striped(Stack& stack, const LogicalVolume& volume, const Segment& segment);
// mirror.cpp: the mirror of device mapper, before RAID; pvmove as well.
Piece build_mirror(Stack& stack, const LogicalVolume& volume, const Segment& segment);
// raid.cpp
Piece build_raid(Stack& stack, const LogicalVolume& volume, const Segment& segment);
// thin.cpp
Piece build_thin(Stack& stack, const LogicalVolume& volume, const Segment& segment);
// cache.cpp
Piece build_cache(Stack& stack, const LogicalVolume& volume, const Segment& segment);
Piece build_writecache(Stack& stack, const LogicalVolume& volume, const Segment& segment);

// An area as lists of segments name it: a PV or LV, and its first extent there.
struct AreaName {
  std::string name;
  std::uint64_t extent = 0;
};
// Of `"pv0", 0, "pv1", 16`; Error{damaged} when it is empty or odd.
std::vector<AreaName> read_area_names(const TextSection& settings, std::string_view key);

// How the LV is made, for people: "linear", "striped", "raid5"; several with commas.
std::string layout_of(const LogicalVolume& volume);

}  // namespace vixmount::volume::lvm
