#include "base/text.hpp"

#include <gtest/gtest.h>

#include "base/bytes.hpp"

namespace vixmount {
namespace {

std::string from_utf16(std::string_view raw) { return utf16le_to_utf8(as_bytes(raw)); }

TEST(Text, Utf16WithSurrogatesBecomesUtf8) {
  EXPECT_EQ(from_utf16({"a\0\xE9\0\x3D\xD8\x00\xDE", 8}), "a\xC3\xA9\xF0\x9F\x98\x80");
  EXPECT_EQ(from_utf16({"\x3D\xD8"
                        "a\0",
                        4}),
            "\xEF\xBF\xBD"
            "a")
      << "a lone surrogate is replaced";
  EXPECT_EQ(from_utf16({"a\0b", 3}), "a");
}

TEST(Text, KnowsValidUtf8) {
  EXPECT_TRUE(is_valid_utf8("plain, gr\xC3\xBC\xC3\x9F"));
  EXPECT_FALSE(is_valid_utf8("\xC0\x80")) << "overlong";
  EXPECT_FALSE(is_valid_utf8("\xED\xA0\x80")) << "surrogate";
  EXPECT_FALSE(is_valid_utf8("\xF4\x90\x80\x80")) << "beyond U+10FFFF";
  EXPECT_FALSE(is_valid_utf8("cut \xE2\x82"));
}

TEST(Text, Windows1252) { EXPECT_EQ(windows_1252_to_utf8("\x80 \xE4"), "\xE2\x82\xAC \xC3\xA4"); }

TEST(Text, SmallHelpers) {
  EXPECT_EQ(trim(" \ta b\r\n"), "a b");
  EXPECT_EQ(trim(" \r\n"), "");
  EXPECT_TRUE(equals_ignoring_ascii_case("Scsi0:0.FileName", "scsi0:0.fileNAME"));
  EXPECT_EQ(split("a,,b", ','), (std::vector<std::string_view>{"a", "", "b"}));
  EXPECT_EQ(parse_unsigned("ff", 16), 255U);
  EXPECT_FALSE(parse_unsigned("1 "));
  EXPECT_FALSE(parse_unsigned("-1"));
  EXPECT_FALSE(parse_unsigned("99999999999999999999"));
  EXPECT_EQ(printable("a\nb\xFF\xC3\xA9"), "a\\x0Ab\\xFF\xC3\xA9");
  EXPECT_EQ(printable("abcdef", 3), "abc...");
}

}  // namespace
}  // namespace vixmount
