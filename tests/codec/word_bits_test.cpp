#include "codec/word_bits.hpp"

#include <gtest/gtest.h>

#include "codec/content.hpp"

namespace vixmount::codec {
namespace {

using test::from_hex;

TEST(WordBits, TheHighestBitOfEachWordComesFirst) {
  const auto bytes = from_hex("34 12 78 56 bc 9a f0 de 11 11 22 22");
  WordBits bits(bytes);
  bits.refill();
  EXPECT_EQ(bits.take(4), 1U);
  EXPECT_EQ(bits.take(12), 0x234U);
  EXPECT_EQ(bits.take(0), 0U);
  EXPECT_EQ(bits.take(20), 0x56789U);
  bits.refill();
  EXPECT_EQ(bits.take(28), 0xabcdef0U);
  bits.refill();
  EXPECT_EQ(bits.take(32), 0x11112222U);
  EXPECT_FALSE(bits.overrun());
}

TEST(WordBits, WordsBehindTheEndAreZeroAndTheirUseIsNoticed) {
  const auto bytes = from_hex("34 12 78");  // the odd byte is no word
  WordBits bits(bytes);
  bits.refill();
  EXPECT_EQ(bits.take(16), 0x1234U);
  EXPECT_FALSE(bits.overrun());
  EXPECT_EQ(bits.take(1), 0U);
  EXPECT_TRUE(bits.overrun());
}

TEST(WordBits, GoesBackToTheBytesBetweenWords) {
  const auto bytes = from_hex("34 12 78 56 aa bb cc dd ee ff 00 11");
  WordBits bits(bytes);
  bits.refill();
  EXPECT_EQ(bits.take(4), 1U);
  bits.give_back_words(16);  // what is left of the first word and the second one are held
  EXPECT_EQ(bits.position(), 4U);
  EXPECT_EQ(bits.bytes()[0], std::byte{0xaa});
  bits.skip_bytes(1);
  bits.refill();
  EXPECT_EQ(bits.take(28), 0x2345678U);
  EXPECT_EQ(bits.take(16), 0xccbbU);
}

TEST(WordBits, GoesBackNearTheEnd) {
  const auto bytes = from_hex("34 12 78 56 aa");
  WordBits bits(bytes);
  bits.refill();
  EXPECT_EQ(bits.take(4), 1U);
  bits.give_back_words(16);
  EXPECT_EQ(bits.position(), 4U);
  EXPECT_TRUE(bits.has_bytes(1));
  EXPECT_FALSE(bits.has_bytes(2));
}

}  // namespace
}  // namespace vixmount::codec
