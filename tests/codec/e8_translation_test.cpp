#include "codec/e8_translation.hpp"

#include <gtest/gtest.h>

#include "codec/content.hpp"

namespace vixmount::codec {
namespace {

using test::Bytes;
using test::from_hex;

Bytes undone(std::string_view hex) {
  Bytes bytes = from_hex(hex);
  undo_e8_translation(bytes);
  return bytes;
}

// 16 bytes: an instruction may begin in the first 6. Numbers by hand; 12,000,000 is 0xB71B00.
TEST(E8Translation, AbsoluteTargetsBecomeRelative) {
  EXPECT_EQ(undone("00 e8 10 00 00 00 00 00 00 00 00 00 00 00 00 00"),
            from_hex("00 e8 0f 00 00 00 00 00 00 00 00 00 00 00 00 00"));  // 16 - 1
  EXPECT_EQ(undone("e8 ff 1a b7 00 00 00 00 00 00 00 00 00 00 00 00"),
            from_hex("e8 ff 1a b7 00 00 00 00 00 00 00 00 00 00 00 00"));  // 11,999,999 - 0
  EXPECT_EQ(undone("00 00 e8 fe ff ff ff 00 00 00 00 00 00 00 00 00"),
            from_hex("00 00 e8 fe 1a b7 00 00 00 00 00 00 00 00 00 00"));  // -2 + 12,000,000
}

TEST(E8Translation, WhatIsNoTargetStays) {
  for (const char* hex : {"e8 00 1b b7 00 00 00 00 00 00 00 00 00 00 00 00",  // 12,000,000
                          "00 e8 fe ff ff ff 00 00 00 00 00 00 00 00 00 00",  // -2 at 1
                          "00 00 00 00 00 00 e8 10 00 00 00 00 00 00 00 00",  // in the last ten
                          "e8 10 00 00 00 00 00 00 00 00"})                   // all of it is
    EXPECT_EQ(undone(hex), from_hex(hex));
}

// The bytes of a target are not looked at for another instruction.
TEST(E8Translation, GoesOnBehindTheTarget) {
  EXPECT_EQ(undone("e8 e8 00 00 00 e8 10 00 00 00 00 00 00 00 00 00"),
            from_hex("e8 e8 00 00 00 e8 0b 00 00 00 00 00 00 00 00 00"));
}

}  // namespace
}  // namespace vixmount::codec
