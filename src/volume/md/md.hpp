// Linux software RAID (md).
#pragma once

#include <memory>

#include "volume/scheme.hpp"

namespace vixmount::volume::md {

// Arrays with superblocks of version 0.90, 1.0, 1.1 and 1.2 on disks, partitions and logical
// volumes. Every array is one volume; members that do not count (stale, spare) belong to its group
// as well, so that a half of a mirror is never listed as a file system of its own.
std::shared_ptr<const Scheme> make_md_scheme();

}  // namespace vixmount::volume::md
