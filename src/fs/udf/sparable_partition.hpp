// A partition on a medium whose worn packets were moved: a sparing table says where to. Facts: OSTA
// UDF 2.60, 2.2.9 and 2.2.12.
#pragma once

#include <vector>

#include "fs/udf/partition.hpp"

namespace vixmount::fs::udf {

class SparablePartition final : public PhysicalPartition {
 public:
  // Reads the sparing table: of its copies the latest that is sound. Error{damaged} when none is.
  SparablePartition(const Blocks& blocks, std::uint32_t start, std::uint32_t length,
                    const layout::SparableMap& map, std::uint64_t map_at);

  BlockRun locate(std::uint32_t block, unsigned copy) const override;

 private:
  struct Moved {
    std::uint32_t packet = 0;  // its first block in the partition
    std::uint32_t sector = 0;  // of the volume
    friend auto operator<=>(const Moved&, const Moved&) = default;
  };
  void read_table(const Blocks& blocks, std::uint32_t sector, std::uint32_t table_size);

  std::uint32_t packet_length_;
  std::vector<Moved> moved_;  // ascending
  std::uint32_t sequence_number_ = 0;
};

}  // namespace vixmount::fs::udf
