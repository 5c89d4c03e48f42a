#include "codec/lzx.hpp"

#include <algorithm>

#include <gtest/gtest.h>

#include "codec/content.hpp"
#include "codec/damaged.hpp"
#include "support/support.hpp"

namespace vixmount::codec {
namespace {

using test::Bytes;
using test::from_hex;
using test::to_bytes;

// Writes bits into 16-bit words, the highest first.
class Bits {
 public:
  Bits& put(std::uint32_t value, unsigned width) {
    while (width-- != 0) {
      if (used_ % 16 == 0) bytes_.resize(bytes_.size() + 2);
      if ((value >> width & 1) != 0)
        bytes_[used_ / 16 * 2 + (used_ % 16 < 8 ? 1 : 0)] |=
            static_cast<std::byte>(0x80U >> used_ % 8);
      ++used_;
    }
    return *this;
  }
  Bits& put_many(unsigned times, std::uint32_t value, unsigned width) {
    while (times-- != 0) put(value, width);
    return *this;
  }
  const Bytes& bytes() const { return bytes_; }

 private:
  Bytes bytes_;
  std::size_t used_ = 0;
};

Bytes decompress(const Bytes& compressed, std::size_t size) {
  Bytes out(size, std::byte{0xAA});
  decompress_lzx(BytesView(compressed), out);
  return out;
}

void expect_damaged(const Bytes& compressed, std::size_t size, std::string_view what) {
  test::expect_damaged(decompress_lzx, compressed, size, what);
}

// Type 3, not the usual size, 3 bytes, padding; the distances; the bytes and one more.
const char* const kStoredAbc = "00 60 00 30 01 00 00 00 01 00 00 00 01 00 00 00 61 62 63 00";

TEST(Lzx, DecodesUncompressedBlocks) {
  EXPECT_EQ(decompress(from_hex(kStoredAbc), 3), to_bytes("abc"));
  EXPECT_EQ(decompress(from_hex(std::string(kStoredAbc) + kStoredAbc), 6), to_bytes("abcabc"));
}

// A pre-code: the symbols named have two bits, in their order 00, 01, 10, 11.
void put_pre_code(Bits& bits, std::initializer_list<unsigned> symbols_of_two_bits) {
  for (unsigned symbol = 0; symbol < 20; ++symbol)
    bits.put(std::find(symbols_of_two_bits.begin(), symbols_of_two_bits.end(), symbol) !=
                     symbols_of_two_bits.end()
                 ? 2
                 : 0,
             4);
}

// Nine bytes in a verbatim block with two symbols of one bit each: 'a' (code 0) and the match of 2
// bytes at the last distance (code 1), which is 1 at the beginning of a chunk. In the pre-code, 16
// stands for the length 1 ((0 - 16) mod 17), 17 and 18 for runs of zeros.
TEST(Lzx, AVerbatimBlock) {
  Bits bits;
  bits.put(1, 3).put(0, 1).put(9, 16);
  put_pre_code(bits, {0, 16, 17, 18});
  bits.put(3, 2).put(31, 5).put(3, 2).put(26, 5);         // 51 + 46 zeros
  bits.put(1, 2);                                         // 'a' has one bit
  for (int i = 0; i < 3; ++i) bits.put(3, 2).put(31, 5);  // 153 zeros: 98 to 250
  bits.put(2, 2).put(1, 4);                               // 5 zeros: up to 255
  put_pre_code(bits, {0, 16, 17, 18});
  bits.put(1, 2);                                         // symbol 256 has one bit
  for (int i = 0; i < 4; ++i) bits.put(3, 2).put(31, 5);  // 204 zeros
  bits.put(3, 2).put(15, 5);                              // 35: 239 in all
  put_pre_code(bits, {0, 16, 17, 18});
  for (int i = 0; i < 4; ++i) bits.put(3, 2).put(31, 5);  // no length code: 204 zeros
  bits.put(3, 2).put(25, 5);                              // 45: 249 in all
  bits.put(0, 1).put_many(4, 1, 1);                       // a, and four times two more
  const auto compressed = bits.bytes();
  EXPECT_EQ(decompress(compressed, 9), to_bytes("aaaaaaaaa"));
  for (std::size_t cut = 0; cut < compressed.size(); ++cut) {
    const Bytes part(compressed.begin(), compressed.begin() + static_cast<long>(cut));
    EXPECT_EQ(test::error_kind_of([&] { decompress(part, 9); }), ErrorKind::damaged) << cut;
  }
  for (std::size_t bit = 0; bit < compressed.size() * 8; ++bit) {
    Bytes flipped = compressed;
    flipped[bit / 8] ^= static_cast<std::byte>(1U << bit % 8);
    try {
      decompress(flipped, 9);
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::damaged);
    }
  }
}

TEST(Lzx, RefusesDamage) {
  expect_damaged({}, 1, "does not fit");
  expect_damaged(from_hex("00 00 00 00"), 1, "does not fit");
  expect_damaged(from_hex(kStoredAbc), 2, "does not fit");
  expect_damaged(Bits().put(0, 3).put(0, 1).put(1, 16).bytes(), 1, "unknown type 0");
  expect_damaged(Bits().put(7, 3).put(0, 1).put(1, 16).bytes(), 1, "unknown type 7");
  expect_damaged(from_hex("00 60 00 30 01 00 00 00 01 00 00 00 01 00 00"), 3, "block's header");
  expect_damaged(from_hex("00 60 00 30 01 00 00 00 01 00 00 00 01 00 00 00 61 62"), 3,
                 "uncompressed block");
  Bits over;
  over.put(1, 3).put(0, 1).put(9, 16);
  put_pre_code(over, {0, 16, 17, 18});
  for (int i = 0; i < 6; ++i) over.put(3, 2).put(31, 5);
  expect_damaged(over.put_many(8, 0, 16).bytes(), 9, "pass their alphabet");
  Bits spare;
  spare.put(1, 3).put(0, 1).put(9, 16);
  put_pre_code(spare, {0, 16, 17});
  expect_damaged(spare.put_many(8, 0, 16).bytes(), 9, "not complete");
}

TEST(Lzx, RefusesMoreThanItsWindow) {
  EXPECT_EQ(test::error_kind_of([] { decompress({}, kMostLzxBytes + 1); }),
            ErrorKind::invalid_argument);
}

}  // namespace
}  // namespace vixmount::codec
