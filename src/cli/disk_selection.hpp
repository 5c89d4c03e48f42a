// From what the user names (disks, virtual machines, folders) to the disks to open.
#pragma once

#include <vector>

#include "cli/arguments.hpp"
#include "worker/protocol/messages.hpp"

namespace vixmount::cli {

// In the order of `selection.names`; a virtual machine gives its disks in the order the guest sees
// them. Error{invalid_argument} when nothing is named or --snapshot has no virtual machine to apply
// to; Error{not_found} for a snapshot or a virtual machine without disks.
std::vector<worker::DiskRequest> select_disks(const DiskSelection& selection);

}  // namespace vixmount::cli
