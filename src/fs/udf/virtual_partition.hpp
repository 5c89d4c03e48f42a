// A partition on a medium that is written once: a virtual allocation table, rewritten at the end of
// what is recorded, says where each of its blocks is now. Facts: OSTA UDF 2.60, 2.2.8 and 2.2.11;
// UDF 1.50, 2.2.10.
#pragma once

#include "fs/udf/partition.hpp"
#include "io/byte_source.hpp"

namespace vixmount::fs::udf {

class VirtualPartition final : public Partition {
 public:
  // The table of the partition that lies in `physical`, which is number `physical_number` of
  // `partitions`: the latest one, found from the end of the volume backwards. All references must
  // outlive this. `is_old`: in the form of UDF 1.50. Error{damaged} when there is none.
  VirtualPartition(const Blocks& blocks, const Partitions& partitions,
                   const PhysicalPartition& physical, std::uint16_t physical_number, bool is_old);

  BlockRun locate(std::uint32_t block, unsigned copy) const override;

 private:
  bool try_table(const Blocks& blocks, const Partitions& partitions, Location place, bool is_old);
  bool take_old_table(io::SourcePtr content);
  bool take_table(io::SourcePtr content);

  const PhysicalPartition& physical_;
  io::SourcePtr table_;
  std::uint64_t first_ = 0;  // byte of the table with the first entry
  std::uint64_t count_ = 0;  // entries
};

}  // namespace vixmount::fs::udf
