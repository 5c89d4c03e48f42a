// The logical volume integrity descriptor: whether it was unmounted, and its free space. Facts:
// ECMA-167, 3/10.10; OSTA UDF 2.60, 2.2.6.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "fs/udf/blocks.hpp"
#include "fs/udf/layout.hpp"

namespace vixmount::fs::udf {

struct Integrity {
  bool is_closed = false;
  std::vector<std::uint32_t> free_blocks;  // of each partition; layout::kUnknownFreeSpace
  std::uint32_t file_count = 0;
  std::uint32_t directory_count = 0;
  std::uint16_t least_read_revision = 0;  // 0x0250: UDF 2.50; 0 where it is not told
};

// The last one of the sequence that begins at `extent`; nothing where none is sound.
std::optional<Integrity> read_integrity(const Blocks& blocks, layout::Extent extent);

}  // namespace vixmount::fs::udf
