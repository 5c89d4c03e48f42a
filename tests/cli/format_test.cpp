#include "cli/format.hpp"

#include <string>

#include <gtest/gtest.h>

#include "support/support.hpp"

namespace vixmount::cli {
namespace {

TEST(Format, TimesAreThoseOfDate) {
  VIXMOUNT_REQUIRE_PROGRAM("date");
  for (const std::int64_t seconds : {0LL, 1LL, -1LL, 951782399LL, 951782400LL, 1709164800LL,
                                     4102444799LL, -2203891200LL, -62135596800LL, 253402300799LL}) {
    const auto expected =
        test::run("date -u -d @" + std::to_string(seconds) + " +%Y-%m-%dT%H:%M:%SZ");
    EXPECT_EQ(iso_time({seconds, 0}, false) + "\n", expected) << seconds;
  }
}

TEST(Format, TimesBeyondFourDigitsOfYearHaveASign) {
  // ISO 8601, expanded representation; a guest's 64-bit time can be anything.
  EXPECT_EQ(iso_time({253402300800, 0}, false), "+10000-01-01T00:00:00Z");
  EXPECT_EQ(iso_time({-62167219201, 0}, false), "-0001-12-31T23:59:59Z");
  EXPECT_NE(iso_time({INT64_MAX, 0}, false), "");
  EXPECT_NE(iso_time({INT64_MIN, 0}, false), "");
}

TEST(Format, NanosecondsAreNineDigits) {
  EXPECT_EQ(iso_time({0, 1230}, true), "1970-01-01T00:00:00.000001230Z");
}

TEST(Format, ModesAreThoseOfLs) {
  fs::Attributes attributes;
  const auto mode = [&](fs::NodeType type, std::uint16_t permissions) {
    attributes.type = type;
    attributes.permissions = permissions;
    return mode_text(attributes);
  };
  EXPECT_EQ(mode(fs::NodeType::regular, 0644), "-rw-r--r--");
  EXPECT_EQ(mode(fs::NodeType::regular, 04755), "-rwsr-xr-x");
  EXPECT_EQ(mode(fs::NodeType::regular, 06644), "-rwSr-Sr--");
  EXPECT_EQ(mode(fs::NodeType::directory, 01777), "drwxrwxrwt");
  EXPECT_EQ(mode(fs::NodeType::directory, 01770), "drwxrwx--T");
  EXPECT_EQ(mode(fs::NodeType::block_device, 0660), "brw-rw----");
}

TEST(Format, SizesOfPeople) {
  EXPECT_EQ(human_size(0), "0 B");
  EXPECT_EQ(human_size(1023), "1023 B");
  EXPECT_EQ(human_size(1536), "1.5 KiB");
  EXPECT_EQ(human_size(2ULL << 40), "2.0 TiB");
  EXPECT_EQ(human_size(UINT64_MAX), "16.0 EiB");
}

TEST(Format, NothingDrivesTheTerminal) {
  EXPECT_EQ(safe_for_terminal("r\xC3\xA9sum\xC3\xA9.txt"), "r\xC3\xA9sum\xC3\xA9.txt");
  EXPECT_EQ(safe_for_terminal("a\x1B[2Jb"), "a\\x1B[2Jb");
  EXPECT_EQ(safe_for_terminal("line\nfeed"), "line\\x0Afeed");
  EXPECT_EQ(safe_for_terminal("csi\xC2\x9B"
                              "2J"),
            "csi\\xC2\\x9B2J");
  EXPECT_EQ(safe_for_terminal("latin\xE9"), "latin\\xE9");
}

TEST(Format, Base64OfRfc4648) {
  EXPECT_EQ(base64(""), "");
  EXPECT_EQ(base64("f"), "Zg==");
  EXPECT_EQ(base64("fo"), "Zm8=");
  EXPECT_EQ(base64("foo"), "Zm9v");
  EXPECT_EQ(base64("foobar"), "Zm9vYmFy");
  EXPECT_EQ(base64("\xFF\xFE"), "//4=");
}

}  // namespace
}  // namespace vixmount::cli
