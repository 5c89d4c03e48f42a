#include "codec/galois_field.hpp"

#include <gtest/gtest.h>

#include "raid_model.hpp"

namespace vixmount::volume::raid {
namespace {

using namespace codec;

// By shifting and adding, a bit at a time.
std::uint8_t slow_product(unsigned a, unsigned b) {
  unsigned sum = 0;
  for (int bit = 7; bit >= 0; --bit) {
    sum = sum << 1 ^ (sum & 0x80 ? 0x11dU : 0U);
    if (b >> bit & 1) sum ^= a;
  }
  return static_cast<std::uint8_t>(sum);
}

TEST(GaloisField, AllProducts) {
  for (unsigned a = 0; a < 256; ++a)
    for (unsigned b = 0; b < 256; ++b)
      ASSERT_EQ(multiply(static_cast<std::uint8_t>(a), static_cast<std::uint8_t>(b)),
                slow_product(a, b))
          << a << " * " << b;
}

TEST(GaloisField, Inverses) {
  for (unsigned a = 1; a < 256; ++a)
    EXPECT_EQ(slow_product(a, inverse(static_cast<std::uint8_t>(a))), 1) << a;
}

// The first ones that the reduction touches, by hand: 2^8 = 0x1d, 2^9 = 0x3a.
TEST(GaloisField, PowersOfTwo) {
  EXPECT_EQ(power_of_two(0), 1);
  EXPECT_EQ(power_of_two(7), 0x80);
  EXPECT_EQ(power_of_two(8), 0x1d);
  EXPECT_EQ(power_of_two(9), 0x3a);
  EXPECT_EQ(power_of_two(255), 1);
}

// Sizes around the widths that processors work with, at odd addresses.
TEST(GaloisField, SumsOfSpans) {
  for (const std::size_t size : {0, 1, 15, 31, 32, 33, 63, 64, 65, 100, 1000}) {
    const auto from = test::random_bytes(size + 1, 1);
    const auto before = test::random_bytes(size + 1, 2);
    for (const std::uint8_t factor : {0, 1, 2, 0x8e, 0xff}) {
      auto sum = before;
      add_product(std::span(sum).subspan(1), std::span(from).subspan(1), factor);
      auto scaled = before;
      scale(std::span(scaled).subspan(1), factor);
      auto added = before;
      add(std::span(added).subspan(1), std::span(from).subspan(1));
      ASSERT_EQ(sum[0], before[0]);
      for (std::size_t i = 1; i <= size; ++i) {
        const auto value = [&](const test::Bytes& bytes) {
          return std::to_integer<unsigned>(bytes[i]);
        };
        ASSERT_EQ(value(sum), value(before) ^ slow_product(value(from), factor))
            << size << ' ' << i;
        ASSERT_EQ(value(scaled), slow_product(value(before), factor));
        ASSERT_EQ(value(added), value(before) ^ value(from));
      }
    }
  }
}

}  // namespace
}  // namespace vixmount::volume::raid
