#include "codec/xpress_huffman.hpp"

#include <utility>

#include <gtest/gtest.h>

#include "codec/content.hpp"
#include "support/support.hpp"

namespace vixmount::codec {
namespace {

using test::Bytes;
using test::from_hex;
using test::to_bytes;

// 256 bytes of code lengths, those named set, and what follows.
Bytes chunk(std::initializer_list<std::pair<std::size_t, int>> lengths, std::string_view symbols) {
  Bytes bytes(256);
  for (const auto& [at, value] : lengths) bytes[at] = static_cast<std::byte>(value);
  const auto rest = from_hex(symbols);
  bytes.insert(bytes.end(), rest.begin(), rest.end());
  return bytes;
}

Bytes decompress(const Bytes& compressed, std::size_t size) {
  Bytes out(size, std::byte{0xAA});
  decompress_xpress_huffman(BytesView(compressed), out);
  return out;
}

void expect_damaged_at(std::uint64_t offset, const Bytes& compressed, std::size_t size) {
  Bytes out(size);
  try {
    decompress_xpress_huffman(BytesView(compressed, 1000), out);
    ADD_FAILURE() << "no Error was thrown";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::damaged);
    EXPECT_EQ(error.offset(), 1000 + offset) << error.message();
  }
}

// [MS-XCA] 3.2, the first example.
const Bytes kAlphabet = chunk({{0x30, 0x50},
                               {0x31, 0x55},
                               {0x32, 0x55},
                               {0x33, 0x55},
                               {0x34, 0x55},
                               {0x35, 0x55},
                               {0x36, 0x55},
                               {0x37, 0x55},
                               {0x38, 0x55},
                               {0x39, 0x55},
                               {0x3a, 0x55},
                               {0x3b, 0x45},
                               {0x3c, 0x44},
                               {0x3d, 0x04},
                               {0x80, 0x04}},
                              "d8 52 3e d7 94 11 5b e9 19 5f f9 d6 7c df 8d 04 00 00 00 00");
// The second: a match whose length stands in three bytes.
const Bytes kAbc =
    chunk({{0x30, 0x30}, {0x31, 0x23}, {0x80, 0x02}, {0x8f, 0x20}}, "a8 dc 00 00 ff 26 01");

TEST(XpressHuffman, DecodesThePublishedExamples) {
  EXPECT_EQ(decompress(kAlphabet, 26), to_bytes("abcdefghijklmnopqrstuvwxyz"));
  std::string abc;
  for (int i = 0; i < 100; ++i) abc += "abc";
  EXPECT_EQ(decompress(kAbc, 300), to_bytes(abc));
}

// A chunk of a file of zeros as Windows 10 wrote it (compact /exe:xpress16k).
TEST(XpressHuffman, DecodesAChunkOfWindows) {
  const auto zeros = chunk({{0, 2}, {0x80, 2}, {0x87, 0x10}}, "00 98 00 00 ff fc 3f");
  EXPECT_EQ(zeros.size(), 0x107U);
  EXPECT_EQ(decompress(zeros, 16384), Bytes(16384));
}

TEST(XpressHuffman, NothingToDecodeNeedsNoInput) { EXPECT_EQ(decompress({}, 0), Bytes()); }

TEST(XpressHuffman, RefusesWhatOneTableDoesNotServe) {
  EXPECT_EQ(test::error_kind_of([] { decompress(kAbc, kMostXpressBytes + 1); }),
            ErrorKind::invalid_argument);
}

TEST(XpressHuffman, NamesWhereDamageIs) {
  expect_damaged_at(255, Bytes(255), 1);                                        // no whole table
  expect_damaged_at(0, chunk({{0x30, 0x30}, {0x31, 0x20}}, "00 00 00 00"), 1);  // codes to spare
  expect_damaged_at(0, chunk({{0x30, 0x11}, {0x31, 0x01}}, "00 00 00 00"), 1);  // too many
  // The match of 297 bytes where fewer are left, and one that begins in front of the chunk ('0' is
  // the code of a match of 3 bytes, one back).
  expect_damaged_at(263, kAbc, 299);
  expect_damaged_at(262, chunk({{0x80, 0x01}, {0x81, 0x01}}, "00 00 00 00 00 00"), 10);
}

TEST(XpressHuffman, AnEmptyTableDecodesNothing) {
  Bytes out(1);
  EXPECT_EQ(test::error_kind_of(
                [&] { decompress_xpress_huffman(BytesView(chunk({}, "00 00 00 00")), out); }),
            ErrorKind::damaged);
}

// The code of 'z' ends in the last word but two: whatever is cut behind it is not missed.
TEST(XpressHuffman, EveryCutIsAnError) {
  for (std::size_t size = 0; size < 256 + 14; ++size) {
    Bytes cut(kAlphabet.begin(), kAlphabet.begin() + static_cast<long>(size));
    EXPECT_EQ(test::error_kind_of([&] { decompress(cut, 26); }), ErrorKind::damaged) << size;
  }
  for (std::size_t size = 256; size < kAbc.size(); ++size) {
    Bytes cut(kAbc.begin(), kAbc.begin() + static_cast<long>(size));
    EXPECT_EQ(test::error_kind_of([&] { decompress(cut, 300); }), ErrorKind::damaged) << size;
  }
}

TEST(XpressHuffman, EveryFlippedBitIsAnErrorOrAResult) {
  for (const auto& [bytes, size] : {std::pair(kAlphabet, 26U), std::pair(kAbc, 300U)})
    for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
      Bytes flipped = bytes;
      flipped[bit / 8] ^= static_cast<std::byte>(1U << bit % 8);
      try {
        decompress(flipped, size);
      } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::damaged);
      }
    }
}

}  // namespace
}  // namespace vixmount::codec
