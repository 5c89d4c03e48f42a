// Vectors of IEEE 1619 (XTS) and NIST SP 800-38A (ECB, CBC). All rules and sector sizes are
// compared with dm-crypt in tests/volume/luks/linux_test.cpp.
#include <algorithm>
#include <array>
#include <cstring>

#include <gtest/gtest.h>

#include "hex.hpp"
#include "support/support.hpp"
#include "volume/crypt/evp_cipher.hpp"
#include "volume/crypt/openssl.hpp"

namespace vixmount::volume::crypt {
namespace {

using test::from_hex;
using test::hex;
using vixmount::test::error_kind_of;

// A sector that begins with these bytes, the rest zeros, decrypted as number `sector`: its first
// bytes, as many.
std::string decrypted(const char* cipher, const char* key, std::uint64_t sector,
                      const char* encrypted, IvCounting counting = {}) {
  const auto begin = from_hex(encrypted);
  std::vector<std::byte> bytes(512);
  std::copy(begin.begin(), begin.end(), bytes.begin());
  make_sector_cipher(cipher, from_hex(key), 512, counting)->decrypt(sector, bytes);
  return hex(std::span(bytes).first(begin.size()));
}

constexpr const char* kXts128 = "2718281828459045235360287471352631415926535897932384626433832795";
constexpr const char* kXts256 =
    "2718281828459045235360287471352662497757247093699959574966967627"
    "3141592653589793238462643383279502884197169399375105820974944592";
constexpr const char* kFirst32 = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";

TEST(SectorCipher, DecryptsXts) {
  // Vectors 4 and 10, both 512 bytes from 00 on.
  EXPECT_EQ(decrypted("aes-xts-plain64", kXts128, 0,
                      "27a7479befa1d476489f308cd4cfa6e2a96e4bbe3208ff25287dd3819616e89c"),
            kFirst32);
  EXPECT_EQ(decrypted("aes-xts-plain64", kXts256, 0xFF,
                      "1c3b3a102f770386e4836c99e370cf9bea00803f5e482357a4ae12d414a3e63b"),
            kFirst32);
}

TEST(SectorCipher, CountsAsItIsTold) {
  EXPECT_EQ(
      decrypted("aes-xts-plain64", kXts256, 3,
                "1c3b3a102f770386e4836c99e370cf9bea00803f5e482357a4ae12d414a3e63b", {8, 0xE7}),
      kFirst32);
}

TEST(SectorCipher, DecryptsEcb) {
  EXPECT_EQ(decrypted("aes-ecb", "603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4",
                      7, "f3eed1bdb5d2a03c064b5a7e3db181f8591ccb10d410ed26dc5ba74a31362870"),
            "6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51");
}

constexpr const char* kCbcKey = "2b7e151628aed2a6abf7158809cf4f3c";
constexpr const char* kCbcEncrypted =
    "7649abac8119b246cee98e9b12e9197d5086cb9b507219ee95db113a917678b2";

// The vector's own IV is 00 01 ... 0f. Any other one changes the first block by what both differ
// in.
TEST(SectorCipher, DecryptsCbcWithTheVectorsOfTheRule) {
  const auto first_block = [](const char* cipher, std::uint64_t sector) {
    const auto plain = from_hex(decrypted(cipher, kCbcKey, sector, kCbcEncrypted));
    EXPECT_EQ(hex(std::span(plain).subspan(16)), "ae2d8a571e03ac9c9eb76fac45af8e51");
    auto vector = from_hex("6bc1bee22e409f96e93d7e117393172a");
    for (std::size_t i = 0; i < vector.size(); ++i)
      vector[i] ^= plain[i] ^ static_cast<std::byte>(i);
    return hex(vector);
  };
  constexpr std::uint64_t kSector = 0x1122334455667788;
  EXPECT_EQ(first_block("aes-cbc-null", kSector), "00000000000000000000000000000000");
  EXPECT_EQ(first_block("aes-cbc-plain", kSector), "88776655000000000000000000000000");
  EXPECT_EQ(first_block("aes-cbc", kSector), "88776655000000000000000000000000");
  EXPECT_EQ(first_block("aes-cbc-plain64", kSector), "88776655443322110000000000000000");
  EXPECT_EQ(first_block("aes-cbc-plain64be", kSector), "00000000000000001122334455667788");
}

TEST(SectorCipher, EncryptsTheByteOffsetForBitLocker) {
  // Number 0: the vector is the encrypted zero block, 7df76b0c1ab899b33e42f047b91b546f (by
  // openssl).
  const auto plain = from_hex(decrypted("aes-cbc-eboiv", kCbcKey, 0, kCbcEncrypted));
  const auto vector = from_hex("7df76b0c1ab899b33e42f047b91b546f");
  auto expected = from_hex("6bc1bee22e409f96e93d7e117393172a");
  for (std::size_t i = 0; i < expected.size(); ++i)
    expected[i] ^= vector[i] ^ static_cast<std::byte>(i);
  EXPECT_EQ(hex(std::span(plain).first(16)), hex(expected));
}

// Sectors decrypted together, 32 and more, and one by one.
TEST(SectorCipher, DecryptsManySectorsAsEachByItself) {
  const auto key = from_hex(kXts256);
  for (const std::string name : {"aes-xts-plain64", "aes-cbc-essiv:sha256", "aes-cbc-plain64be",
                                 "aes-cbc-eboiv", "aes-ecb", "camellia-cbc-plain64"}) {
    const auto bytes_of_key = name.find("xts") == std::string::npos ? 32U : 64U;
    for (const std::size_t sector_size : {512, 4096}) {
      const auto cipher =
          make_sector_cipher(name, std::span(key).first(bytes_of_key), sector_size, {8, 5});
      std::vector<std::byte> bytes(71 * sector_size);
      for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::byte>(i * i / 7);
      auto single = bytes;
      cipher->decrypt(1000, bytes);
      for (std::size_t i = 0; i < 71; ++i)
        cipher->decrypt(1000 + i, std::span(single).subspan(i * sector_size, sector_size));
      EXPECT_TRUE(bytes == single) << name << " " << sector_size;
    }
  }
}

// Whichever way XTS takes on this processor.
TEST(SectorCipher, DecryptsXtsAsOpensslDoes) {
  for (const std::size_t key_bytes : {32, 64}) {
    std::vector<std::byte> key;
    for (std::size_t i = 0; i < key_bytes; ++i) key.push_back(static_cast<std::byte>(i * 37 + 1));
    const auto algorithm = find_cipher(key_bytes == 32 ? "AES-128-XTS" : "AES-256-XTS");
    const CipherContext context(::EVP_CIPHER_CTX_new());
    for (const std::size_t sector_size : {512, 1024, 2048, 4096}) {
      std::vector<std::byte> bytes(67 * sector_size);
      for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::byte>(i * i / 11);
      auto expected = bytes;
      for (std::size_t i = 0; i < 67; ++i) {
        std::array<unsigned char, 16> vector{static_cast<unsigned char>(200 + i)};
        if (200 + i > 255) vector[1] = 1;
        auto* const sector = reinterpret_cast<unsigned char*>(&expected[i * sector_size]);
        int done = 0;
        ::EVP_DecryptInit_ex2(context.get(), algorithm.get(),
                              reinterpret_cast<const unsigned char*>(key.data()), vector.data(),
                              nullptr);
        ASSERT_EQ(::EVP_DecryptUpdate(context.get(), sector, &done, sector,
                                      static_cast<int>(sector_size)),
                  1);
      }
      make_sector_cipher("aes-xts-plain64", key, sector_size)->decrypt(200, bytes);
      EXPECT_TRUE(bytes == expected) << key_bytes << " " << sector_size;
    }
  }
}

TEST(SectorCipher, LeavesWhatIsNotEncrypted) {
  EXPECT_EQ(decrypted("cipher_null-ecb", "00", 5, kFirst32), kFirst32);
}

TEST(SectorCipher, NamesWhatIsNotSupported) {
  const auto message = [](const char* cipher, std::size_t key_bytes) {
    try {
      make_sector_cipher(cipher, std::vector<std::byte>(key_bytes), 512);
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::unsupported) << cipher;
      return error.message();
    }
    return std::string("no error");
  };
  EXPECT_NE(message("serpent-xts-plain64", 64).find("the cipher serpent"), std::string::npos);
  EXPECT_NE(message("twofish-cbc-plain", 32).find("the cipher twofish"), std::string::npos);
  EXPECT_NE(message("aes-lrw-benbi", 48).find("the mode lrw"), std::string::npos);
  EXPECT_NE(message("aes-cbc-random", 32).find("the IV rule random"), std::string::npos);
  EXPECT_NE(message("aes-cbc-essiv", 32).find("names no hash"), std::string::npos);
  EXPECT_NE(message("aes-cbc-essiv:wp512", 32).find("the hash wp512"), std::string::npos);
  EXPECT_NE(message("aes-xts-plain64:x", 64).find("takes no parameter"), std::string::npos);
  EXPECT_NE(message("capi:xts(aes)-plain64", 64).find("capi:xts(aes)"), std::string::npos);
  EXPECT_NE(message("camellia-xts-plain64", 64).find("key of 512 bits"), std::string::npos);
  EXPECT_NE(message("", 32).find("is not supported"), std::string::npos);
}

TEST(SectorCipher, RefusesKeysAndSectorsThatCannotBe) {
  const auto kind = [](const char* cipher, std::size_t key_bytes, std::size_t sector_size) {
    return error_kind_of(
        [&] { make_sector_cipher(cipher, std::vector<std::byte>(key_bytes), sector_size); });
  };
  for (const std::size_t bytes : {0, 1, 15, 33, 64})
    EXPECT_EQ(kind("aes-cbc-plain", bytes, 512), ErrorKind::damaged) << bytes;
  for (const std::size_t size : {0, 16, 511, 1000, 8192})
    EXPECT_EQ(kind("aes-cbc-plain", 32, size), ErrorKind::damaged) << size;
}

}  // namespace
}  // namespace vixmount::volume::crypt
