// Which members of an array count, and in which place.
#pragma once

#include <optional>
#include <vector>

#include "volume/md/array.hpp"

namespace vixmount::volume::md {

struct Roster {
  const ArrayMember* newest = nullptr;  // whose superblock speaks for the array; never null
  // By role; null where no member counts. As many as raid_disks, of the larger geometry where the
  // array is reshaped.
  std::vector<const ArrayMember*> places;
  std::vector<std::uint32_t> rebuilding;  // roles whose member is there but not yet complete
};

// Decides as the kernel and mdadm do: the superblock with the newest count of events speaks for the
// array; a member whose own count is more than one behind, or whose role the newest does not
// confirm, is stale. Error{unsupported} for more places than an array has.
Roster call_roll(const std::vector<const ArrayMember*>& members, Remarks& remarks);

}  // namespace vixmount::volume::md
