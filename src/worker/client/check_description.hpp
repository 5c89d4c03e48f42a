// The worker's description of a disk set, before anybody relies on it.
#pragma once

#include "worker/protocol/messages.hpp"

namespace vixmount::worker {

// Error{worker_lost} unless volumes are numbered in their order, each layer stands behind the
// layers it is on, and the volumes that layers name exist.
void check_description(const DiskSetDescription& description);

}  // namespace vixmount::worker
