// Where the content of a file is: its allocation descriptors, of all four forms, and the further
// blocks of them that they lead to. Facts: ECMA-167, 4/12, 4/14.5 and 4/14.14.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "fs/udf/partition.hpp"

namespace vixmount::fs::udf {

enum class ExtentKind : std::uint8_t { recorded, not_recorded, not_allocated };

class Extents {
 public:
  struct Run {
    std::uint64_t begin = 0;  // byte of the content
    std::uint32_t block = 0;  // of `partition`
    std::uint16_t partition = 0;
    ExtentKind kind = ExtentKind::recorded;
  };

  // 64 MiB of memory: enough for a file of 8 GiB no two 2 KiB blocks of which are neighbours.
  static constexpr std::size_t kMostRuns = 4UL << 20;

  // Bytes that have an extent; behind them nothing is known.
  std::uint64_t size() const noexcept { return end_; }
  const std::vector<Run>& runs() const noexcept { return runs_; }
  // The run with byte `offset`, which is below size(), and where it ends.
  const Run& at(std::uint64_t offset, std::uint64_t& end) const noexcept;

  bool are_all_in(std::uint16_t partition) const noexcept;

  // Error{limit_exceeded} above kMostRuns.
  void append(ExtentKind kind, Location place, std::uint64_t length, std::uint32_t block_size);

 private:
  std::vector<Run> runs_;
  std::uint64_t end_ = 0;
};

struct AllocationForm {
  std::uint16_t form = 0;     // layout::kShortDescriptors ...
  std::uint16_t partition = 0;  // of the file entry: short descriptors mean blocks of it
};

// The extents of the first `size` bytes; fewer where the descriptors end before. `descriptors` lie
// in the file entry. Error{damaged}, Error{limit_exceeded}.
Extents read_extents(const Blocks& blocks, const Partitions& partitions, BytesView descriptors,
                     AllocationForm form, std::uint64_t size);

}  // namespace vixmount::fs::udf
