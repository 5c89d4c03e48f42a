// A Linux guest's mount table: /etc/fstab, with each device found among the volumes.
#pragma once

#include <string>
#include <vector>

#include "guest/guest_tree.hpp"
#include "guest/inspection.hpp"

namespace vixmount::guest::linux_guest {

// The mount points of the system whose root is `root`: "/" first, then in the table's order. Of two
// entries for a path the later counts. "/" is always `root`; its file_system is empty unless the
// table itself names that volume as the root. `remarks` gets a line for each entry that names
// nothing here.
std::vector<MountPoint> read_mount_table(const std::vector<GuestVolume>& volumes,
                                         const GuestVolume& root,
                                         std::vector<std::string>& remarks);

// The guest's tree over those volumes that can be read.
GuestTree make_tree(const std::vector<GuestVolume>& volumes,
                    const std::vector<MountPoint>& mount_points);

}  // namespace vixmount::guest::linux_guest
