// One row of stripes with parity: makes a stripe from the others.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace vixmount::fs::btrfs {

// Columns are counted with the data first (0 ... data - 1), then P, then Q. The caller gives each
// column that can be read, once, all of the same size; what was not given counts as missing.
class ParityRow {
 public:
  // `target`: the column wanted, one of the data.
  ParityRow(std::size_t data, std::size_t parities, std::size_t target)
      : data_(data), target_(target), columns_(data + parities) {}

  std::size_t target() const noexcept { return target_; }
  // False for a column that changes nothing.
  bool wants(std::size_t column) const noexcept { return column != target_; }
  void give(std::size_t column, std::span<const std::byte> bytes);
  // The target's bytes into `out`; false when too many columns are missing.
  bool solve(std::span<std::byte> out) const;

 private:
  using Column = std::vector<std::byte>;
  const Column* parity(std::size_t number) const noexcept;
  void add_data(std::span<std::byte> p, std::span<std::byte> q) const;

  std::size_t data_;
  std::size_t target_;
  std::vector<Column> columns_;  // empty: missing
};

}  // namespace vixmount::fs::btrfs
