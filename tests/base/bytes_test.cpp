#include "base/bytes.hpp"

#include <gtest/gtest.h>

#include "support/support.hpp"

namespace vixmount {
namespace {

TEST(BytesView, ReadsBothByteOrders) {
  const BytesView view(as_bytes("\x01\x02\x03\x04\x05\x06\x07\x08"));
  EXPECT_EQ(view.le16_at(0), 0x0201U);
  EXPECT_EQ(view.be16_at(0), 0x0102U);
  EXPECT_EQ(view.le32_at(2), 0x06050403U);
  EXPECT_EQ(view.be32_at(4), 0x05060708U);
  EXPECT_EQ(view.le64_at(0), 0x0807060504030201ULL);
  EXPECT_EQ(view.be64_at(0), 0x0102030405060708ULL);
}

TEST(BytesView, RefusesWhatRunsPastTheEndAndNamesThePosition) {
  const BytesView view(as_bytes("abcd"), 1000);
  try {
    view.le32_at(1);
    FAIL() << "read past the end";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::damaged);
    EXPECT_EQ(error.offset(), 1001U);
    EXPECT_NE(error.message().find("at byte 1001"), std::string::npos) << error.message();
  }
  EXPECT_EQ(test::error_kind_of([&] { view.sub(2, SIZE_MAX); }), ErrorKind::damaged);
  EXPECT_EQ(view.sub(4, 0).size(), 0U);
}

TEST(BytesView, TextStopsAtTheFirstNul) {
  const BytesView view(as_bytes(std::string_view("ab\0cd", 5)));
  EXPECT_EQ(view.text_until_nul(0, 5), "ab");
  EXPECT_EQ(view.text_until_nul(3, 2), "cd");
}

TEST(Checked, OverflowIsDamage) {
  EXPECT_EQ(checked_add(std::uint32_t{1}, 2, "sum"), 3U);
  EXPECT_EQ(test::error_kind_of([] { checked_add(UINT64_MAX, 1, "sum"); }), ErrorKind::damaged);
  EXPECT_EQ(test::error_kind_of([] { checked_multiply(std::uint32_t{1} << 31, 2, "product"); }),
            ErrorKind::damaged);
  EXPECT_FALSE(fits(UINT64_MAX, 2, 10));
  EXPECT_TRUE(fits(10, 0, 10));
}

}  // namespace
}  // namespace vixmount
