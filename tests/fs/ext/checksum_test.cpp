// Check values from the catalogue of CRC algorithms.
#include "fs/ext/checksum.hpp"

#include <gtest/gtest.h>

#include "base/bytes.hpp"
#include "fs/ext/encrypted_name.hpp"

namespace vixmount::fs::ext {
namespace {

TEST(Checksum, Crc16GivesItsCheckValues) {
  EXPECT_EQ(crc16(0, as_bytes("123456789")), 0xBB3D);       // CRC-16/ARC
  EXPECT_EQ(crc16(0xFFFF, as_bytes("123456789")), 0x4B37);  // CRC-16/MODBUS
}

TEST(EncryptedName, OfAnyLengthIsFoundAgain) {
  for (const std::size_t length : {1, 16, 32, 148, 149, 150, 200, 255}) {
    std::string stored(length, '\0');
    for (std::size_t i = 0; i < length; ++i) stored[i] = static_cast<char>(i * 37);
    const auto readable = readable_encrypted_name(stored, {0x12345678, 0x9ABCDEF0});
    EXPECT_LE(readable.size(), 255U);
    const auto parsed = EncryptedName::parse(readable);
    ASSERT_TRUE(parsed) << length;
    EXPECT_TRUE(parsed->matches(stored)) << length;
    stored.back() = static_cast<char>(stored.back() + 1);
    EXPECT_FALSE(parsed->matches(stored)) << length;
  }
}

TEST(EncryptedName, NeedsItsAlphabetAndLength) {
  EXPECT_FALSE(EncryptedName::parse("not base64url!"));
  EXPECT_FALSE(EncryptedName::parse("AAAA"));                 // shorter than the hashes
  EXPECT_FALSE(EncryptedName::parse(std::string(220, 'A')));  // half a digest
}

}  // namespace
}  // namespace vixmount::fs::ext
