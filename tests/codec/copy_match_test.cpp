#include "codec/copy_match.hpp"

#include <vector>

#include <gtest/gtest.h>

namespace vixmount::codec {
namespace {

// All short distances and lengths, with all amounts of room behind: as a copy byte by byte does,
// and nothing behind the end is touched.
TEST(CopyMatch, CopiesFirstToLast) {
  constexpr std::size_t kBefore = 80;
  for (std::size_t distance = 1; distance <= kBefore; ++distance)
    for (std::size_t length = 1; length <= 100; ++length)
      for (std::size_t room = 0; room <= 40; room += room < 4 ? 1 : 6) {
        std::vector<std::byte> bytes(kBefore + length + room + 1, std::byte{0xEE});
        for (std::size_t i = 0; i < kBefore; ++i) bytes[i] = static_cast<std::byte>(i + 1);
        auto expected = bytes;
        for (std::size_t i = kBefore; i < kBefore + length; ++i)
          expected[i] = expected[i - distance];
        copy_match(bytes.data() + kBefore, distance, length, bytes.data() + bytes.size() - 1);
        for (std::size_t i = 0; i < kBefore + length; ++i)
          ASSERT_EQ(bytes[i], expected[i]) << distance << ' ' << length << ' ' << room << ' ' << i;
        ASSERT_EQ(bytes.back(), std::byte{0xEE});
      }
}

}  // namespace
}  // namespace vixmount::codec
