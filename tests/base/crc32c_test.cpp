// Check values from the catalogue of CRC algorithms.
#include "base/crc32c.hpp"

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

}  // namespace
}  // namespace vixmount
