// Rows by hand: P is the exclusive or, Q weighs column i by 2^i modulo 0x11d.
#include "fs/btrfs/parity_row.hpp"

#include <algorithm>

#include <gtest/gtest.h>

namespace vixmount::fs::btrfs {
namespace {

using Bytes = std::vector<std::byte>;

// Data 0x01, 0x80, 0x35: P = 0xb4, Q = 0x01 ^ 2*0x80 (0x1d) ^ 4*0x35 (0xd4) = 0xc8.
const std::vector<Bytes> kRow = {
    {std::byte{0x01}}, {std::byte{0x80}}, {std::byte{0x35}}, {std::byte{0xb4}}, {std::byte{0xc8}}};

bool solves(std::size_t target, std::size_t parities, const std::vector<std::size_t>& missing) {
  ParityRow row(3, parities, target);
  for (std::size_t i = 0; i < 3 + parities; ++i)
    if (i != target && std::find(missing.begin(), missing.end(), i) == missing.end())
      row.give(i, kRow[i]);
  Bytes out(1);
  return row.solve(out) && out == kRow[target];
}

TEST(ParityRow, OneParityMakesOneColumn) {
  for (std::size_t target = 0; target < 3; ++target) EXPECT_TRUE(solves(target, 1, {}));
  EXPECT_FALSE(solves(0, 1, {1}));
  EXPECT_FALSE(solves(0, 1, {3}));
}

TEST(ParityRow, TwoParitiesMakeTwoColumns) {
  for (std::size_t target = 0; target < 3; ++target)
    for (std::size_t other = 0; other < 5; ++other)
      EXPECT_TRUE(solves(target, 2, {other})) << target << " " << other;
  EXPECT_FALSE(solves(0, 2, {1, 2}));
  EXPECT_FALSE(solves(0, 2, {1, 3}));
  EXPECT_FALSE(solves(0, 2, {3, 4}));
}

}  // namespace
}  // namespace vixmount::fs::btrfs
