// Check values from the catalogue of CRC algorithms.
#include "base/crc32c.hpp"

#include <cstdint>
#include <vector>

#include <gtest/gtest.h>

#include "base/bytes.hpp"

namespace vixmount {
namespace {

TEST(Crc32c, GivesItsCheckValue) {
  EXPECT_EQ(~crc32c(~0U, as_bytes("123456789")), 0xE3069283U);
  // In pieces as in one.
  EXPECT_EQ(~crc32c(crc32c(~0U, as_bytes("1234")), as_bytes("56789")), 0xE3069283U);
  EXPECT_EQ(crc32c(~0U, 0x34333231U), crc32c(~0U, as_bytes("1234")));
}

// Long ones are summed in lanes: as bit by bit, whatever the length.
TEST(Crc32c, OfManyLengthsAsBitByBit) {
  std::vector<std::byte> bytes;
  std::uint32_t state = 7, expected = ~0U;
  for (std::size_t size = 0; size < 9000; ++size) {
    if (size % 61 == 0 || size == 4096 || size % 1360 == 0 || size % 168 == 0) {
      ASSERT_EQ(crc32c(~0U, bytes), expected) << size;
    }
    state = state * 1664525 + 1013904223;
    bytes.push_back(static_cast<std::byte>(state >> 24));
    expected ^= state >> 24;
    for (int bit = 0; bit < 8; ++bit)
      expected = (expected & 1) != 0 ? (expected >> 1) ^ 0x82F63B78 : expected >> 1;
  }
}

}  // namespace
}  // namespace vixmount
