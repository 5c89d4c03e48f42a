// Check values from the catalogue of CRC algorithms and from FIPS 180-4.
#include "fs/ext/checksum.hpp"

#include <gtest/gtest.h>

#include "base/bytes.hpp"
#include "fs/ext/encrypted_name.hpp"
#include "fs/ext/sha256.hpp"

namespace vixmount::fs::ext {
namespace {

TEST(Checksum, Crc32cGivesItsCheckValue) {
  EXPECT_EQ(~crc32c(~0U, as_bytes("123456789")), 0xE3069283U);
  // In pieces as in one.
  EXPECT_EQ(~crc32c(crc32c(~0U, as_bytes("1234")), as_bytes("56789")), 0xE3069283U);
  EXPECT_EQ(crc32c(~0U, 0x34333231U), crc32c(~0U, as_bytes("1234")));
}

TEST(Checksum, Crc16GivesItsCheckValues) {
  EXPECT_EQ(crc16(0, as_bytes("123456789")), 0xBB3D);       // CRC-16/ARC
  EXPECT_EQ(crc16(0xFFFF, as_bytes("123456789")), 0x4B37);  // CRC-16/MODBUS
}

std::string hex(std::span<const std::byte> bytes) {
  std::string out;
  for (const auto byte : bytes) out += fmt::format("{:02x}", std::to_integer<int>(byte));
  return out;
}

TEST(Checksum, Sha256GivesThePublishedDigests) {
  EXPECT_EQ(hex(sha256({})), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(hex(sha256(as_bytes("abc"))),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(hex(sha256(as_bytes("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"))),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
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
