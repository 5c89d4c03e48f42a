// The volumes of a group that people know: what is listed, under which names.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "volume/lvm/group_finder.hpp"
#include "volume/volume.hpp"

namespace vixmount::volume::lvm {

// The visible LVs in the text's order, snapshots among them; parts of other LVs and pools are not
// listed. What is incomplete, unsupported or damaged is listed with its health, and throws where it
// is read.
std::vector<Volume> make_volumes(const FoundGroup& found, const LvmMembers& members,
                                 Remarks& remarks);

// "vg-0", "root" as device mapper names it: "vg--0-root".
std::string device_mapper_name(std::string_view group, std::string_view volume);

}  // namespace vixmount::volume::lvm
