// What VixDiskLib_QueryAllocatedBlocks lists.
#pragma once

#include <cstdint>
#include <vector>

#include "io/byte_source.hpp"
#include "vixDiskLib.h"

namespace vixmount::capi {

// The chunks of [start, start + count) (sectors, inside the source; chunks counted from `start`)
// that may hold data, neighbours joined, ascending. All others read as zeros: no link of the chain
// has them, or knows them as zeros, or a flat file of the host has a hole there.
// The cost follows the number of runs on the disk, not its size.
std::vector<VixDiskLibBlock> allocated_blocks(const io::ByteSource& source, std::uint64_t start,
                                              std::uint64_t count, std::uint64_t chunk);

// In one block: VixDiskLib_FreeBlockList is one free(). Throws std::bad_alloc.
VixDiskLibBlockList* to_block_list(const std::vector<VixDiskLibBlock>& blocks);

}  // namespace vixmount::capi
