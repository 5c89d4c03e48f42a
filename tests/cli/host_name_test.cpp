#include "cli/copy/host_name.hpp"

#include <filesystem>

#include "base/text.hpp"
#include "copy_fixture.hpp"

namespace vixmount::cli {
namespace {

// As vixmount(1) describes it; nothing when the name was cut.
std::optional<std::string> unescape(const std::string& escaped) {
  const auto mark = escaped.rfind("%~");
  if (mark == std::string::npos) return std::nullopt;
  std::string name;
  for (std::size_t i = 0; i < mark; ++i) {
    if (escaped[i] == '%') {
      name.push_back(static_cast<char>(std::stoi(escaped.substr(i + 1, 2), nullptr, 16)));
      i += 2;
    } else {
      name.push_back(escaped[i]);
    }
  }
  return name;
}

TEST(HostName, EscapesComeBack) {
  for (const std::string name : {"plain", "100%", "a%~b", "tab\there", "caf\xE9", "\xED\xA0\x80x",
                                 "dot.", "blank ", "..", "a/b", "\xC3\xA4\xF0\x9F\x98\x80"})
    EXPECT_EQ(unescape(escape_name(name)), name);
}

TEST(HostName, OnlyWhatIsRefusedSomewhereIsEscaped) {
  EXPECT_EQ(escape_name("a:b.txt").substr(0, 11), "a%3Ab.txt%~");
  EXPECT_EQ(escape_name("\xC3\xA4").substr(0, 4), "\xC3\xA4%~");
  EXPECT_EQ(test::error_kind_of([] { escape_name(""); }), ErrorKind::damaged);
}

TEST(HostName, LongNamesAreCutAndStayDifferent) {
  std::string one;
  for (int i = 0; i < 255; ++i) one += "\xE2\x82\xAC";  // 255 UTF-16 units, 765 bytes
  auto two = one;
  two.back() = '\xAD';
  EXPECT_LE(escape_name(one).size(), 255U);
  EXPECT_NE(escape_name(one), escape_name(two));
  EXPECT_TRUE(is_valid_utf8(escape_name(one)));
}

TEST(HostName, WhatLinuxHolds) {
  EXPECT_TRUE(is_host_name("a"));
  EXPECT_TRUE(is_host_name("..."));
  using namespace std::string_view_literals;
  for (const auto name : {""sv, "."sv, ".."sv, "a/b"sv, "a\0b"sv}) EXPECT_FALSE(is_host_name(name));
}

class CopyNames : public test::Copy {};

TEST_F(CopyNames, TooLongForTheHost) {
  std::string name;
  for (int i = 0; i < 200; ++i) name += "\xE2\x82\xAC";
  disks.add_folder(name);
  disks.add_file(name + "/" + name + "f", "file");
  disks.add_link(name + "/" + name + "l", "target");
  disks.add_hard_link(name + "/" + name + "h", name + "/" + name + "f");
  const auto manifest = folder.file("manifest");
  const auto result = copy({"/"}, {"--manifest", manifest});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_EQ(test::read_file(at(escape_name(name) + "/" + escape_name(name + "f"))), "file");
  EXPECT_EQ(test::read_file(at(escape_name(name) + "/" + escape_name(name + "h"))), "file");
  EXPECT_EQ(std::filesystem::read_symlink(at(escape_name(name) + "/" + escape_name(name + "l"))),
            "target");
  EXPECT_NE(result.err.find("is restored as"), std::string::npos);
  const test::ManifestLines lines(manifest);
  EXPECT_EQ(lines.of("/" + name + "/" + name + "f")["restored_path"].GetString(),
            escape_name(name) + "/" + escape_name(name + "f"));
  EXPECT_EQ(lines.summary()["escaped_names"].GetUint64(), 4U);
}

// A second run finds what the first one made.
TEST_F(CopyNames, AreEscapedTheSameWayAgain) {
  const std::string name(300, 'n');
  disks.add_file(name, "file");
  EXPECT_EQ(copy({"/" + name}).exit_code, 0);
  EXPECT_EQ(copy({"/" + name}).exit_code, 12);
  EXPECT_EQ(copy({"/" + name}, {"--force"}).exit_code, 0);
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(destination), {}), 1);
}

// A destination with the rules of Windows: names that differ in case are one, and some characters
// are refused.
class CopyToWindowsNames : public test::Copy {
 protected:
  void SetUp() override {
    VIXMOUNT_REQUIRE_ROOT();
    VIXMOUNT_REQUIRE_PROGRAM("lowntfs-3g");
    VIXMOUNT_REQUIRE_PROGRAM("mkntfs");
    const auto image = folder.file("ntfs.img");
    test::run(fmt::format("truncate -s 16M '{0}' && mkntfs -F -q '{0}' 2>&1", image));
    std::filesystem::create_directory(destination);
    if (test::run(fmt::format("lowntfs-3g -o ignore_case,windows_names '{}' '{}' 2>/dev/null && "
                              "echo yes || true",
                              image, destination)) != "yes\n")
      GTEST_SKIP() << "cannot mount an NTFS volume";
  }
  void TearDown() override {
    test::run(fmt::format("umount -l '{}' 2>/dev/null || true", destination));
  }
};

TEST_F(CopyToWindowsNames, NamesThatDifferInCaseAlone) {
  disks.add_file("File", "upper");
  disks.add_folder("dir");
  disks.add_file("dir/x", "1");
  disks.add_file("file", "lower");
  disks.add_folder("DIR");
  disks.add_file("DIR/x", "2");
  using Options = std::vector<std::string>;
  for (const auto& options : {Options(), Options{"--force"}}) {
    const auto result = copy({"/"}, options);
    EXPECT_EQ(result.exit_code, 0) << result.err;
    EXPECT_EQ(test::read_file(at("File")), "upper");
    EXPECT_EQ(test::read_file(at(escape_name("file"))), "lower");
    EXPECT_EQ(test::read_file(at("dir/x")), "1");
    EXPECT_EQ(test::read_file(at(escape_name("DIR") + "/x")), "2");
  }
}

TEST_F(CopyToWindowsNames, CharactersThatItRefuses) {
  disks.add_file("what?", "1");
  disks.add_folder("a:b");
  disks.add_file("a:b/c", "2");
  const auto result = copy({"/"});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_EQ(test::read_file(at(escape_name("what?"))), "1");
  EXPECT_EQ(test::read_file(at(escape_name("a:b") + "/c")), "2");
}

}  // namespace
}  // namespace vixmount::cli
