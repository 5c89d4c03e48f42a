// A partition that is a file of another one: UDF 2.50 keeps all its descriptors and directories in
// one, and may mirror it. Facts: OSTA UDF 2.60, 2.2.10 and 2.2.13.
#pragma once

#include <optional>
#include <vector>

#include "base/error.hpp"
#include "fs/udf/extents.hpp"

namespace vixmount::fs::udf {

class MetadataPartition final : public Partition {
 public:
  // The files lie in `physical`, number `physical_number` of `partitions`, which must outlive
  // this. Error{damaged} when neither the main file nor its mirror is sound.
  MetadataPartition(const Blocks& blocks, const Partitions& partitions,
                    const Partition& physical, std::uint16_t physical_number,
                    const layout::MetadataMap& map);

  BlockRun locate(std::uint32_t block, unsigned copy) const override;
  unsigned copies() const noexcept override { return static_cast<unsigned>(files_.size()); }

  // What is wrong with one of the files, or nothing.
  const std::optional<Error>& fault() const noexcept { return fault_; }

 private:
  std::uint32_t block_size_;
  const Partition& physical_;
  std::vector<Extents> files_;  // the main one and its mirror, or one of them
  std::optional<Error> fault_;
};

}  // namespace vixmount::fs::udf
