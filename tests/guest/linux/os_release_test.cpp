#include "guest/linux/os_release.hpp"

#include <gtest/gtest.h>

#include "support/support.hpp"

namespace vixmount::guest::linux_guest {
namespace {

TEST(OsRelease, ReadsTheShellsQuotes) {
  const auto values = parse_assignments(
      "# a comment\n"
      "A=plain\n"
      "B=\"with blanks and \\\"quotes\\\" \\$5\"\n"
      "C='single \"quoted\" \\n'\r\n"
      "  D=indented   \n"
      "E=\n"
      "F=\"open\n"
      "no assignment\n"
      "BAD NAME=1\n"
      "A=again\n"
      "G=first second\n"
      "H=bad\xFF"
      "byte\x01\n");
  EXPECT_EQ(values.at("A"), "again");
  EXPECT_EQ(values.at("B"), "with blanks and \"quotes\" $5");
  EXPECT_EQ(values.at("C"), "single \"quoted\" \\n");
  EXPECT_EQ(values.at("D"), "indented");
  EXPECT_EQ(values.at("E"), "");
  EXPECT_EQ(values.at("F"), "open");
  EXPECT_EQ(values.at("G"), "first");
  EXPECT_EQ(values.at("H"), "bad\\xFFbyte\\x01");
  EXPECT_EQ(values.size(), 8u);
}

TEST(OsRelease, IsBounded) {
  std::string many;
  for (int i = 0; i < 5000; ++i) many += "K" + std::to_string(i) + "=1\n";
  EXPECT_EQ(parse_assignments(many).size(), 1024u);
  EXPECT_EQ(parse_assignments("A=" + std::string(100000, 'x')).at("A").size(), 4096u + 3u);
}

TEST(OsRelease, NeedsANameOfTheSystem) {
  EXPECT_FALSE(parse_os_release(""));
  EXPECT_FALSE(parse_os_release("VERSION_ID=1\n"));
  const auto release = parse_os_release("NAME=\"My Linux\"\nVERSION=\"3 (x)\"\n");
  ASSERT_TRUE(release);
  EXPECT_EQ(release->pretty, "My Linux 3 (x)");
  EXPECT_EQ(release->id, "");
}

TEST(OsRelease, ReadsVersions) {
  const auto version = [](const char* text) { return parse_version(text); };
  EXPECT_EQ(version("12"), (VersionNumber{12, std::nullopt}));
  EXPECT_EQ(version("22.04"), (VersionNumber{22, 4}));
  EXPECT_EQ(version("3.18.12"), (VersionNumber{3, 18}));
  EXPECT_EQ(version("18.09.1436.a7fd4310c0c"), (VersionNumber{18, 9}));
  EXPECT_EQ(version("15-SP7"), (VersionNumber{15, std::nullopt}));
  EXPECT_EQ(version("7."), (VersionNumber{7, std::nullopt}));
  EXPECT_EQ(version("TEMPLATE_VERSION_ID"), std::nullopt);
  EXPECT_EQ(version(""), std::nullopt);
  EXPECT_EQ(version("99999999999999999999"), std::nullopt);
  EXPECT_EQ(version("4294967296"), std::nullopt);
}

// Each file of the corpus, with the shell itself as the oracle.
TEST(OsRelease, AgreesWithTheShellOnRealFiles) {
  VIXMOUNT_REQUIRE_CORPUS();
  std::size_t count = 0;
  for (const auto& entry :
       std::filesystem::directory_iterator(*test::corpus() / "images/osinfo/chef")) {
    const auto path = entry.path().string();
    const auto shell = [&](const std::string& name) {
      return test::run("env -i sh -c '. " + path + "; printf %s \"$" + name + "\"'");
    };
    const auto release = parse_os_release(test::read_file(path));
    ASSERT_TRUE(release) << path;
    EXPECT_EQ(release->id, shell("ID")) << path;
    EXPECT_EQ(release->name, shell("NAME")) << path;
    EXPECT_EQ(release->version_id, shell("VERSION_ID")) << path;
    EXPECT_EQ(release->pretty, shell("PRETTY_NAME")) << path;
    EXPECT_EQ(release->edition, shell("VARIANT")) << path;
    EXPECT_EQ(release->vendor, shell("VENDOR_NAME")) << path;
    ++count;
  }
  EXPECT_GE(count, 12u);
}

}  // namespace
}  // namespace vixmount::guest::linux_guest
