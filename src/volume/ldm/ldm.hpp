// Windows dynamic disks: the Logical Disk Manager's disk groups on MBR and GPT disks.
#pragma once

#include <memory>

#include "volume/scheme.hpp"

namespace vixmount::volume::ldm {

// Claims disks with a private header. Their volumes come group by group; a disk's ordinary
// partitions (EFI system, recovery) are a group of its table.
std::shared_ptr<const Scheme> make_ldm_scheme();

}  // namespace vixmount::volume::ldm
