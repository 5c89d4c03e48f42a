// LVM2: physical volumes on any number of disks, the volume groups they form, their logical
// volumes.
#pragma once

#include <memory>

#include "volume/scheme.hpp"

namespace vixmount::volume {

// Scheme "lvm2". Claims what has a good label in its first four sectors, unless a partition table
// was written over it. Formats and rules: docs/formats/lvm2.md.
std::shared_ptr<const Scheme> make_lvm_scheme();

}  // namespace vixmount::volume
