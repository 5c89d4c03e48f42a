// The anchor and the sequence of volume descriptors it points to: which partitions there are and
// how the logical volume is made of them. Facts: ECMA-167, 3/8.4 and 3/10; OSTA UDF 2.60, 2.2.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "fs/udf/blocks.hpp"
#include "fs/udf/layout.hpp"

namespace vixmount::fs::udf {

// The descriptors that prevail: of each kind the one with the highest number.
struct VolumeDescriptors {
  Blocks blocks;
  std::vector<std::byte> logical_volume;  // with its partition maps; from the volume's byte
  std::uint64_t logical_volume_at = 0;    // logical_volume_at
  std::map<std::uint16_t, layout::PartitionDescriptor> partitions;  // by number
  std::string label;
  std::string set_identifier;
};

// Tries all block sizes and places of an anchor, and the reserve sequence where the main one is
// damaged. Error{damaged} that says what was wrong with the most promising one.
VolumeDescriptors read_volume_descriptors(const MetadataCachePtr& cache);

}  // namespace vixmount::fs::udf
