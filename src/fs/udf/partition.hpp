// The partitions of a logical volume: each turns its blocks into places of the volume.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "fs/udf/blocks.hpp"
#include "fs/udf/layout.hpp"

namespace vixmount::fs::udf {

// Where something is: a block of one of the logical volume's partitions, which are numbered in the
// order of its partition maps.
struct Location {
  std::uint16_t partition = 0;
  std::uint32_t block = 0;
  friend bool operator==(const Location&, const Location&) = default;
};

inline Location location_of(const layout::Address& address) noexcept {
  return {address.partition, address.block};
}

struct BlockRun {
  std::uint64_t offset = 0;  // bytes in the volume
  std::uint32_t count = 0;   // blocks that follow each other from there, at least 1
};

// All const members are safe from many threads.
class Partition {
 public:
  virtual ~Partition() = default;
  Partition(const Partition&) = delete;
  Partition& operator=(const Partition&) = delete;

  // Copy `copy` (below copies()) of `block`. Error{damaged} when the partition has no such block.
  virtual BlockRun locate(std::uint32_t block, unsigned copy) const = 0;
  virtual unsigned copies() const noexcept { return 1; }

 protected:
  Partition() = default;
};

using Partitions = std::vector<std::unique_ptr<const Partition>>;

// Error{damaged} when there is no such partition.
const Partition& partition_at(const Partitions& partitions, std::uint16_t number);

// Type 1: blocks that follow each other on the volume.
class PhysicalPartition : public Partition {
 public:
  // From `start`, both in blocks. What lies behind the volume's end is an error when it is read.
  PhysicalPartition(const Blocks& blocks, std::uint32_t start, std::uint32_t length)
      : block_size_(blocks.size), start_(start), length_(length) {}

  BlockRun locate(std::uint32_t block, unsigned copy) const override;

  std::uint32_t start() const noexcept { return start_; }
  std::uint32_t length() const noexcept { return length_; }

 protected:
  std::uint32_t block_size() const noexcept { return block_size_; }

 private:
  std::uint32_t block_size_;
  std::uint32_t start_;
  std::uint32_t length_;
};

}  // namespace vixmount::fs::udf
