// The volume's label and UUID, as blkid prints them.
#pragma once

#include <string>

#include "base/guid.hpp"
#include "fs/hfsplus/volume.hpp"

namespace vixmount::fs::hfsplus {

// The name of the root folder, as it is stored. Error{damaged}.
std::string label_of(const Volume& volume);

// Linux makes one of the eight bytes by which the Finder knows the volume; empty without them.
std::string uuid_of(const std::array<std::byte, 8>& finder_id);

}  // namespace vixmount::fs::hfsplus
