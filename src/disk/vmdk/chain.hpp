// A VMDK and its parents as one disk.
#pragma once

#include <cstddef>

#include "base/log.hpp"
#include "disk/disk.hpp"

namespace vixmount::disk::vmdk {

// VMware allows 32 snapshots in a chain; linked clones of clones make longer ones.
inline constexpr std::size_t kMostLinks = 255;

// Opens `top` and, unless options.single_link, its parents. The disk has the size of the top link:
// a larger parent is cut, behind the end of a smaller one nothing is allocated.
// Errors: as open_disk().
Disk open_chain(const OpenedFile& top, const OpenOptions& options, Opener& opener, const Log& log);

}  // namespace vixmount::disk::vmdk
