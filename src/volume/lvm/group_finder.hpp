// Which volume groups a set of physical volumes holds: the newest metadata of each group, and which
// members are its PVs.
//
// Every PV has the whole group's text, or none, or an old one (it was away when the group changed).
// The rules, in docs/formats/lvm2.md: groups are told apart by UUID; the text with the highest
// sequence number of all areas of all PVs counts; of several members with the same PV UUID (copies
// of a disk) the one with the newest text of its own, then the first in the set, is used, the
// others not at all.
#pragma once

#include <optional>
#include <vector>

#include "volume/lvm/member.hpp"
#include "volume/lvm/volume_group.hpp"

namespace vixmount::volume::lvm {

using LvmMembers = std::vector<const LvmMember*>;

struct FoundGroup {
  VolumeGroup group;
  // For each of group.physical_volumes the member that it is, as an index; nothing: it is missing.
  std::vector<std::optional<std::size_t>> members;
};

// In the order in which the groups are first met. Damage of areas and what is left out are remarks.
// A text that several PVs hold (same checksum and size) is read and parsed once.
std::vector<FoundGroup> find_groups(const LvmMembers& members, Remarks& remarks);

}  // namespace vixmount::volume::lvm
