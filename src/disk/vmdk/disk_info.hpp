// What the descriptors of a chain say of the disk.
#pragma once

#include <vector>

#include "disk/disk.hpp"
#include "disk/vmdk/link.hpp"

namespace vixmount::disk::vmdk {

// `links`: topmost first, at least one.
DiskInfo describe(const std::vector<Link>& links);

}  // namespace vixmount::disk::vmdk
