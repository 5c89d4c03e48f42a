// Room on the volume. Facts: ECMA-167, 4/10.1, 4/14.11 and 4/14.12.
#pragma once

#include "fs/udf/logical_volume.hpp"

namespace vixmount::fs::udf {

// As Linux tells it: the integrity descriptor's count of free blocks, or where that is unknown the
// bitmap or table of unallocated space. Error{damaged}.
Statistics count_statistics(const LogicalVolume& volume);

}  // namespace vixmount::fs::udf
