#include "codec/lzvn.hpp"

#include <gtest/gtest.h>

#include "codec/content.hpp"
#include "codec/damaged.hpp"
#include "support/support.hpp"

namespace vixmount::codec {
namespace {

using test::Bytes;
using test::from_hex;
using test::to_bytes;

Bytes decompress(const Bytes& compressed, std::size_t size) {
  Bytes out(size, std::byte{0xAA});
  decompress_lzvn(BytesView(compressed), out);
  return out;
}

void expect_damaged(const Bytes& compressed, std::size_t size, std::string_view what) {
  const auto decode = [](BytesView in, std::span<std::byte> out) { decompress_lzvn(in, out); };
  test::expect_damaged(decode, compressed, size, what);
}

// Worked out by hand, an instruction of each kind.
TEST(Lzvn, Instructions) {
  // Four literals; LL=1 MMM=2 D=4: a literal, five bytes from four back.
  EXPECT_EQ(decompress(from_hex("e4 61626364 50 04 65 06 00000000000000"), 10),
            to_bytes("abcdebcdeb"));
  // LL=0 MMM=0, distance 2 in 16 bits: three bytes.
  EXPECT_EQ(decompress(from_hex("e2 6162 07 0200 06"), 5), to_bytes("ababa"));
  // 101 LL=1 MMM=0, DDDDDDMM: distance 3, length 3 + 1.
  EXPECT_EQ(decompress(from_hex("e2 6162 a8 0d00 63 06"), 7), to_bytes("abcabca"));
  // The distance of the match before: with a literal, and alone.
  EXPECT_EQ(decompress(from_hex("e2 6162 07 0200 46 78 f2 06"), 11), to_bytes("ababaxaxaxa"));
  // Long runs: 16 literals; a match of three, one of 17 bytes; what does nothing between them.
  EXPECT_EQ(decompress(from_hex("e000 61616161616161616161616161616162 0e 16 0001 f001 06"), 36),
            to_bytes("aaaaaaaaaaaaaaabbbbbbbbbbbbbbbbbbbbb"));
}

TEST(Lzvn, WithoutAnEndMarkTheContentEndsTheStream) {
  EXPECT_EQ(decompress(from_hex("e2 6162"), 2), to_bytes("ab"));
}

TEST(Lzvn, MatchesReachIntoWhatIsThere) {
  auto out = to_bytes("abc...");
  const auto stream = from_hex("00 03 06");
  EXPECT_EQ(decompress_lzvn(BytesView(stream), out, 3), 3U);
  EXPECT_EQ(out, to_bytes("abcabc"));
}

TEST(Lzvn, DamageIsSaidWithItsPlace) {
  expect_damaged(from_hex("e4 6162"), 4, "ends in literals");
  expect_damaged(from_hex("e2 6162 06"), 4, "ends before");
  expect_damaged(from_hex("e2 6162 00"), 6, "ends in an instruction");
  expect_damaged(from_hex("e2 6162 00 03 06"), 5, "in front of the content");
  expect_damaged(from_hex("e2 6162 f3 06"), 5, "in front of the content");
  expect_damaged(from_hex("e2 6162 00 00 06"), 5, "no distance");
  expect_damaged(from_hex("e2 6162 00 01 06"), 4, "more than its content");
  for (const auto* const code : {"70", "7f", "d0", "df", "1e", "26", "3e"})
    expect_damaged(from_hex(code), 4, "no LZVN instruction");
}

}  // namespace
}  // namespace vixmount::codec
