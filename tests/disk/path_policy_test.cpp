#include "disk/path_policy.hpp"

#include <filesystem>

#include <gtest/gtest.h>

#include "disk_support.hpp"

namespace vixmount::disk::test {
namespace {

namespace fs = std::filesystem;
using vixmount::test::write_file;

// root_/vm/disk.vmdk is named by the caller; root_/secret and root_/base lie beside its folder.
class PathPolicyTest : public testing::Test {
 protected:
  void SetUp() override {
    for (const std::string name : {"vm", "vm/sub", "secret", "base", "vm-other"})
      fs::create_directory(root_.path() / name);
    for (const std::string name : {"vm/disk.vmdk", "vm/disk-flat.vmdk", "vm/sub/x.img",
                                   "secret/key", "base/base.vmdk", "vm-other/y.img"})
      write_file(root_.path() / name, name);
  }
  // What is opened for `name`, relative to root_, or the error's kind.
  std::string related(const std::string& name, const std::vector<std::string>& allowed = {}) {
    LocalOpener opener(PathPolicy{allowed});
    const auto named = opener.open_named(root_.file("vm/disk.vmdk"));
    try {
      const auto opened = opener.open_related(named.path, name);
      EXPECT_EQ(opened.path, opened.file->name());
      return fs::relative(opened.path, fs::canonical(root_.path())).string();
    } catch (const Error& error) {
      message_ = error.message();
      return std::string("error: ") + std::string(name_of(error.kind()));
    }
  }
  static std::string denied() { return "error: " + std::string(name_of(ErrorKind::access_denied)); }
  static std::string missing() { return "error: " + std::string(name_of(ErrorKind::not_found)); }

  TemporaryFolder root_;
  std::string message_;
};

TEST_F(PathPolicyTest, OwnFolderAndWhatIsBelow) {
  EXPECT_EQ(related("disk-flat.vmdk"), "vm/disk-flat.vmdk");
  EXPECT_EQ(related("sub/x.img"), "vm/sub/x.img");
  EXPECT_EQ(related("sub\\x.img"), "vm/sub/x.img") << "as Windows hosts write it";
  EXPECT_EQ(related("./sub/../disk-flat.vmdk"), "vm/disk-flat.vmdk");
  EXPECT_EQ(related(root_.file("vm/disk-flat.vmdk")), "vm/disk-flat.vmdk");
}

TEST_F(PathPolicyTest, NothingOutside) {
  EXPECT_EQ(related("../secret/key"), denied());
  EXPECT_TRUE(contains(message_, "allow its folder")) << message_;
  EXPECT_TRUE(contains(message_, "secret/key")) << message_;
  EXPECT_EQ(related("..\\secret\\key"), denied());
  EXPECT_EQ(related(root_.file("secret/key")), denied());
  EXPECT_EQ(related("../vm-other/y.img"), denied()) << "a folder whose name begins alike";
  EXPECT_EQ(related("/etc/passwd"), denied());
}

TEST_F(PathPolicyTest, LinksDoNotLeadOut) {
  fs::create_symlink(root_.path() / "secret/key", root_.path() / "vm/link");
  fs::create_directory_symlink(root_.path() / "secret", root_.path() / "vm/folder");
  fs::create_symlink("disk-flat.vmdk", root_.path() / "vm/inside");
  fs::create_symlink("round", root_.path() / "vm/round");
  EXPECT_EQ(related("link"), denied());
  EXPECT_EQ(related("folder/key"), denied());
  EXPECT_EQ(related("inside"), "vm/disk-flat.vmdk");
  EXPECT_TRUE(related("round").starts_with("error: "));
  EXPECT_EQ(related("link", {root_.file("secret")}), "secret/key");
}

TEST_F(PathPolicyTest, AllowedFolders) {
  EXPECT_EQ(related("../base/base.vmdk", {root_.file("base")}), "base/base.vmdk");
  EXPECT_EQ(related(root_.file("base/base.vmdk"), {root_.file("base/")}), "base/base.vmdk");
  EXPECT_EQ(related("../secret/key", {root_.file("base")}), denied());
  EXPECT_EQ(related("../secret/key", {"/"}), "secret/key");
  EXPECT_EQ(related("../base/base.vmdk", {root_.file("not-there")}), denied());
}

TEST_F(PathPolicyTest, MovedDisksAreFoundByTheirLastComponent) {
  for (const std::string name :
       {"/vmfs/volumes/5f3a-1b/vm/disk-flat.vmdk", "C:\\VMs\\old\\disk-flat.vmdk",
        "d:/VMs/disk-flat.vmdk", "\\\\server\\share\\disk-flat.vmdk",
        "[datastore 1] vm/disk-flat.vmdk"})
    EXPECT_EQ(related(name), "vm/disk-flat.vmdk") << name;
  EXPECT_EQ(related("/vmfs/volumes/5f3a-1b/base/base.vmdk"), missing());
  EXPECT_EQ(related("/vmfs/volumes/5f3a-1b/base/base.vmdk", {root_.file("base")}),
            "base/base.vmdk");
  EXPECT_EQ(related("\\\\.\\PhysicalDrive0"), missing());
}

TEST_F(PathPolicyTest, WhatIsNotThereIsNamedWithAllPlaces) {
  EXPECT_EQ(related("/vmfs/volumes/x/gone.vmdk", {root_.file("base")}), missing());
  for (const std::string part : {"/vmfs/volumes/x/gone.vmdk", "vm/gone.vmdk", "base/gone.vmdk"})
    EXPECT_TRUE(contains(message_, part)) << message_;
  EXPECT_EQ(related("disk.vmdk/below-a-file"), missing());
  EXPECT_EQ(related(std::string(5000, 'x')), missing());
}

TEST_F(PathPolicyTest, BrokenNames) {
  const std::string damaged = "error: " + std::string(name_of(ErrorKind::damaged));
  EXPECT_EQ(related(""), damaged);
  EXPECT_EQ(related(std::string("disk-flat.vmdk\0x", 16)), damaged);
}

TEST_F(PathPolicyTest, ANamedLinkStandsForItsTarget) {
  fs::create_symlink(root_.path() / "vm/disk.vmdk", root_.path() / "secret/link.vmdk");
  LocalOpener opener{PathPolicy{}};
  const auto named = opener.open_named(root_.file("secret/link.vmdk"));
  EXPECT_EQ(opener.open_related(named.path, "disk-flat.vmdk").path,
            fs::canonical(root_.path()) / "vm/disk-flat.vmdk");
  EXPECT_EQ(
      vixmount::test::error_kind_of([&] { opener.open_related(named.path, "../secret/key"); }),
      ErrorKind::access_denied);
}

}  // namespace
}  // namespace vixmount::disk::test
