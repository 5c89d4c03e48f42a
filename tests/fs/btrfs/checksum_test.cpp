// Published vectors: RFC 3720 (CRC-32C), the xxHash specification, FIPS 180-4; BLAKE2b by b2sum.
#include "fs/btrfs/checksum.hpp"

#include <string>

#include <gtest/gtest.h>

#include "fs/btrfs/directory_entry.hpp"

namespace vixmount::fs::btrfs {
namespace {

std::string hex(ChecksumType type, std::string_view text) {
  const auto sum = checksum_of(type, as_bytes(text));
  std::string out;
  for (std::size_t i = 0; i < checksum_size(type); ++i)
    out += fmt::format("{:02x}", std::to_integer<unsigned>(sum[i]));
  return out;
}

std::string numbers() {
  std::string out;
  for (int i = 1; i <= 1000; ++i) out += std::to_string(i) + "\n";
  return out;
}

TEST(BtrfsChecksum, FitsPublishedVectors) {
  EXPECT_EQ(hex(ChecksumType::crc32c, std::string(32, '\0')), "aa36918a");
  EXPECT_EQ(hex(ChecksumType::xxhash64, ""), "99e9d85137db46ef");
  EXPECT_EQ(hex(ChecksumType::xxhash64, "abc"), "990977adf52cbc44");
  EXPECT_EQ(hex(ChecksumType::sha256, "abc"),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(hex(ChecksumType::blake2b, "abc"),
            "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319");
  EXPECT_EQ(hex(ChecksumType::blake2b, numbers()),
            "4e6bd3f89f21be9ee7c6e497a786f7ff6899cc6c828f23d133b192f8723ec760");
}

// BLAKE2b sums four sectors together, SHA-256 two, and what is left over by itself.
TEST(BtrfsChecksum, WrongSectorsAreNamed) {
  constexpr std::size_t kSector = 4096;
  for (const auto type : {ChecksumType::crc32c, ChecksumType::xxhash64, ChecksumType::sha256,
                          ChecksumType::blake2b})
    for (const std::size_t count : {1U, 4U, 11U}) {
      std::vector<std::byte> bytes(count * kSector), stored;
      for (std::size_t i = 0; i < bytes.size(); ++i)
        bytes[i] = static_cast<std::byte>(i * i >> 7 ^ i / kSector);
      for (std::size_t i = 0; i < count; ++i) {
        const auto sum = checksum_of(type, std::span(bytes).subspan(i * kSector, kSector));
        stored.insert(stored.end(), sum.begin(),
                      sum.begin() + static_cast<std::ptrdiff_t>(checksum_size(type)));
      }
      EXPECT_TRUE(wrong_sectors(type, bytes, kSector, stored).empty());
      for (std::size_t i = 0; i < count; ++i) {
        bytes[i * kSector + 3000] ^= std::byte{4};
        EXPECT_EQ(wrong_sectors(type, bytes, kSector, stored), std::vector{i})
            << static_cast<unsigned>(type) << " " << i;
        bytes[i * kSector + 3000] ^= std::byte{4};
      }
    }
}

TEST(BtrfsChecksum, NamesHashAsInTheDocumentation) {
  EXPECT_EQ(name_hash("default"), 2378154706U);  // the key of every file system's default entry
}

}  // namespace
}  // namespace vixmount::fs::btrfs
