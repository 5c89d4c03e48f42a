#include "fs/udf/partition.hpp"

#include "base/error.hpp"

namespace vixmount::fs::udf {

const Partition& partition_at(const Partitions& partitions, std::uint16_t number) {
  // While they are opened, those that are files of another one are still missing.
  if (number >= partitions.size() || !partitions[number])
    fail(ErrorKind::damaged, "partition {} is named, which is not there", number);
  return *partitions[number];
}

BlockRun PhysicalPartition::locate(std::uint32_t block, unsigned) const {
  if (block >= length_)
    fail(ErrorKind::damaged, "block {} is named in a partition of {} blocks", block, length_);
  return {(std::uint64_t{start_} + block) * block_size_, length_ - block};
}

}  // namespace vixmount::fs::udf
