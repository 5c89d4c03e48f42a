#include "base/sha256.hpp"

#include <string>

#include <gtest/gtest.h>

#include "base/bytes.hpp"

namespace vixmount {
namespace {

std::string sum_of(std::string_view text) {
  Sha256 hash;
  hash.add(as_bytes(text));
  return to_hex(hash.finish());
}

// FIPS 180-4's examples, and what sha256sum prints.
TEST(Sha256, KnownSums) {
  EXPECT_EQ(sum_of(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(sum_of("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(sum_of("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  EXPECT_EQ(sum_of(std::string(1000000, 'a')),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

// Lengths around the end of a block, where the padding takes one block or two. The expected value
// is that of Python's hashlib.
TEST(Sha256, EveryLengthOfTheLastBlock) {
  std::string sums;
  for (std::size_t length = 0; length <= 130; ++length) sums += sum_of(std::string(length, 'x'));
  EXPECT_EQ(sum_of(sums), "87aca1c44bc7ba8897768170211f0a02063de70801131ff86c7edb9ce32c6a50");
}

TEST(Sha256, PiecesMakeTheSameSum) {
  const std::string text(300, 'q');
  for (std::size_t piece = 1; piece < 140; ++piece) {
    Sha256 hash;
    for (std::size_t at = 0; at < text.size(); at += piece)
      hash.add(as_bytes(std::string_view(text).substr(at, piece)));
    EXPECT_EQ(to_hex(hash.finish()), sum_of(text)) << "in pieces of " << piece;
  }
}

// Whole blocks take another way than other lengths.
TEST(Sha256, OfTwoAsOneByOne) {
  for (const std::size_t size : {0, 1, 55, 64, 128, 300, 4096}) {
    std::string text;
    for (std::size_t i = 0; i < 2 * size; ++i) text.push_back(static_cast<char>(i * i >> 3));
    const auto sums = sha256_of_two(as_bytes(text));
    EXPECT_EQ(to_hex(sums[0]), sum_of(std::string_view(text).substr(0, size))) << size;
    EXPECT_EQ(to_hex(sums[1]), sum_of(std::string_view(text).substr(size))) << size;
  }
}

}  // namespace
}  // namespace vixmount
