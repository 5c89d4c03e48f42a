// Firmware RAID of Intel (imsm) and of the DDF standard, which Linux runs with md.
#pragma once

#include <memory>

#include "volume/scheme.hpp"

namespace vixmount::volume::md {

// imsm volumes on whole disks. The metadata is the same on all disks of a container and tells them
// apart by the serial numbers of the drives, which no image of a disk holds. Mirrors are read
// without knowing; other levels where the sizes of the disks tell them apart, else they are
// unusable and say so.
std::shared_ptr<const Scheme> make_imsm_scheme();

// DDF disks: recognised, their volumes named, never read.
std::shared_ptr<const Scheme> make_ddf_scheme();

}  // namespace vixmount::volume::md
