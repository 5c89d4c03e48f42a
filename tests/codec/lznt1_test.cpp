#include "codec/lznt1.hpp"

#include <gtest/gtest.h>

#include "codec/content.hpp"
#include "codec/lznt1_packer.hpp"
#include "support/support.hpp"

namespace vixmount::codec {
namespace {

using test::Bytes;
using test::from_hex;
using test::to_bytes;

struct Result {
  Bytes bytes;
  std::size_t produced;
};
Result decompress(const Bytes& compressed, std::size_t size) {
  Result result{Bytes(size, std::byte{0xAA}), 0};
  result.produced = decompress_lznt1(BytesView(compressed), result.bytes);
  return result;
}
void expect_damaged_at(std::uint64_t offset, const Bytes& compressed, std::size_t size = 4096) {
  Bytes out(size);
  try {
    decompress_lznt1(BytesView(compressed, 1000), out);
    ADD_FAILURE() << "no Error was thrown";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::damaged);
    EXPECT_EQ(error.offset(), 1000 + offset) << error.message();
  }
}

// [MS-XCA] 3.3.
TEST(Lznt1, DecodesThePublishedExample) {
  const auto compressed = from_hex(
      "38 b0 88 46 23 20 00 20 47 20 41 00 10 a2 47 01 a0 45 20 44 00 08 45 01 50 79 00 c0 45 20 "
      "05 24 13 88 05 b4 02 4a 44 ef 03 58 02 8c 09 16 01 48 45 00 be 00 9e 00 04 01 18 90 00");
  const std::string expected(
      "F# F# G A A G F# E D D E F# F# E E F# F# G A A G F# E D D E F# E D D E E F# D E F# G F# D E "
      "F# G F# E D E A F# F# G A A G F# E D D E F# E D D");
  const auto result = decompress(compressed, 142);
  EXPECT_EQ(result.produced, 142U);
  EXPECT_EQ(result.bytes, to_bytes(expected + '\0'));
}

TEST(Lznt1, StoredChunksAreCopied) {
  EXPECT_EQ(decompress(from_hex("02 30 61 62 63"), 3).bytes, to_bytes("abc"));
}

TEST(Lznt1, AShortChunkGoesOnWithZeros) {
  const auto result = decompress(from_hex("02 30 61 62 63  02 30 64 65 66"), 8192);
  Bytes expected(8192);
  const auto abc = to_bytes("abc"), def = to_bytes("def");
  std::copy(abc.begin(), abc.end(), expected.begin());
  std::copy(def.begin(), def.end(), expected.begin() + 4096);
  EXPECT_EQ(result.bytes, expected);
  EXPECT_EQ(result.produced, 4099U);
}

TEST(Lznt1, WhatNoChunkStandsForIsZero) {
  for (const char* compressed : {"", "00", "00 00", "00 00 ff ff"}) {
    const auto result = decompress(from_hex(compressed), 100);
    EXPECT_EQ(result.bytes, Bytes(100)) << compressed;
    EXPECT_EQ(result.produced, 0U);
  }
}

TEST(Lznt1, StopsAtTheEndOfTheOutput) {
  // 'a', then a match of 4095 bytes, one back: a chunk of 4 KiB of which less is wanted.
  const auto compressed = from_hex("03 b0 02 61 fc 0f  ff ff ff");
  for (const std::size_t size : {1U, 2U, 100U, 4095U, 4096U}) {
    const auto result = decompress(compressed, size);
    EXPECT_EQ(result.bytes, Bytes(size, std::byte{'a'}));
    EXPECT_EQ(result.produced, size);
  }
}

TEST(Lznt1, DecodesWhatAPackerMade) {
  for (const std::size_t size : {1U, 2U, 3U, 17U, 100U, 4095U, 4096U, 4097U, 20000U, 65536U})
    for (const auto& content : test::sample_contents(size))
      for (const bool end_marker : {false, true}) {
        const auto packed = test::pack_lznt1(content.bytes, end_marker);
        const auto result = decompress(packed, size);
        EXPECT_EQ(result.produced, size) << content.name;
        EXPECT_EQ(result.bytes, content.bytes) << content.name << " of " << size;
      }
}

TEST(Lznt1, NamesWhereDamageIs) {
  expect_damaged_at(0, from_hex("02 40 61 62 63"));                 // another signature
  expect_damaged_at(0, from_hex("03 30 61 62 63"));                 // cut in a stored chunk
  expect_damaged_at(5, from_hex("02 30 61 62 63 ff bf 00"), 8192);  // in the second one
  expect_damaged_at(3, from_hex("02 b0 01 00 00"));                 // a match at the beginning
  expect_damaged_at(4, from_hex("03 b0 02 61 00 10"));              // two back, one is there
  expect_damaged_at(4, from_hex("02 b0 02 61 00"));                 // half a match
  expect_damaged_at(4, from_hex("03 b0 02 61 fd 0f"));              // 4097 bytes
}

TEST(Lznt1, MoreLiteralsThanAChunkHolds) {
  // 'a' and a match of 4095 bytes fill the chunk; one literal more.
  expect_damaged_at(6, from_hex("04 b0 02 61 fc 0f 62"));
}

TEST(Lznt1, EveryCutAndEveryFlippedBitIsAnErrorOrAResult) {
  const auto content = test::sample_contents(6000).front().bytes;
  const auto packed = test::pack_lznt1(content, true);
  for (std::size_t size = 0; size < packed.size(); ++size) {
    const Bytes cut(packed.begin(), packed.begin() + static_cast<long>(size));
    try {
      EXPECT_LE(decompress(cut, content.size()).produced, content.size());
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::damaged);
    }
  }
  for (std::size_t bit = 0; bit < packed.size() * 8; ++bit) {
    Bytes flipped = packed;
    flipped[bit / 8] ^= static_cast<std::byte>(1U << bit % 8);
    try {
      EXPECT_LE(decompress(flipped, content.size()).produced, content.size());
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::damaged);
      EXPECT_LE(error.offset().value_or(0), packed.size());
    }
  }
}

}  // namespace
}  // namespace vixmount::codec
