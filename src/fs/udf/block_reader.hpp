// Descriptors in blocks of a partition.
#pragma once

#include <string_view>

#include "fs/udf/partition.hpp"

namespace vixmount::fs::udf {

// The block at `place`, which holds a sound descriptor of that place; where the partition has
// copies, the first sound one. Valid as the cursor says. Error{damaged}.
BytesView read_block(const Blocks& blocks, const Partitions& partitions, Location place,
                     MetadataCursor& cursor);
// The same, and it is an `identifier`; `what` names that in messages.
BytesView read_block(const Blocks& blocks, const Partitions& partitions, Location place,
                     std::uint16_t identifier, std::string_view what, MetadataCursor& cursor);

}  // namespace vixmount::fs::udf
