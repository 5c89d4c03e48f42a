#include "codec/huffman_table.hpp"

#include <array>

#include <gtest/gtest.h>

#include "codec/content.hpp"

namespace vixmount::codec {
namespace {

using test::from_hex;
using Table = HuffmanTable<6, 4, 2>;  // codes of 3 and 4 bits are not in the table itself
using Lengths = std::array<std::uint8_t, 6>;

TEST(HuffmanTable, CodesAreCanonical) {
  Table table;
  // b: 0, a: 100, d: 101, e: 110, c: 1110, f: 1111.
  ASSERT_TRUE(table.build(Lengths{3, 1, 4, 3, 3, 4}));
  const auto bytes = from_hex("bb 4b 00 c0");  // 0 100 101 110 1110 1111 0
  WordBits bits(bytes);
  bits.refill();
  for (const unsigned symbol : {1U, 0U, 3U, 4U, 2U, 5U, 1U}) EXPECT_EQ(table.decode(bits), symbol);
}

TEST(HuffmanTable, RefusesCodesThatAreNotComplete) {
  Table table;
  EXPECT_FALSE(table.build(Lengths{1, 0, 0, 0, 0, 0}));
  EXPECT_FALSE(table.build(Lengths{1, 2, 0, 0, 0, 0}));
  EXPECT_FALSE(table.build(Lengths{1, 1, 1, 0, 0, 0}));
  EXPECT_FALSE(table.build(Lengths{1, 2, 2, 4, 0, 0}));
  EXPECT_TRUE(table.build(Lengths{1, 2, 2, 0, 0, 0}));
  EXPECT_TRUE(table.build(Lengths{0, 0, 0, 0, 1, 1}));
}

TEST(HuffmanTable, AnEmptyCodeHasNoSymbols) {
  Table table;
  ASSERT_TRUE(table.build(Lengths{}));
  const auto bytes = from_hex("34 12 78 56 bc 9a f0 de");
  WordBits bits(bytes);
  bits.refill();
  EXPECT_EQ(table.decode(bits), Table::kNoSymbol);
}

}  // namespace
}  // namespace vixmount::codec
