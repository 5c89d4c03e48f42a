// Volumes whose first superblock is gone altogether.
#include <gtest/gtest.h>

#include "fs/registry.hpp"
#include "fs/support/walk.hpp"
#include "support/support.hpp"

namespace vixmount::fs {
namespace {

// A volume of 400 MiB that `mkfs` made, without its first bytes.
std::string beheaded(const test::TemporaryFolder& folder, const std::string& mkfs,
                     const std::string& lost = "128K") {
  auto image = folder.file("image");
  test::run("truncate -s 400M '" + image + "' && PATH=$PATH:/usr/sbin " + mkfs + " '" + image +
            "' >/dev/null 2>&1 && dd if=/dev/zero of='" + image +
            "' bs=" + lost + " count=1 conv=notrunc status=none");
  return image;
}

TEST(SuperblockCopy, OfBtrfsStandsIn) {
  VIXMOUNT_REQUIRE_PROGRAM("mkfs.btrfs");
  const test::TemporaryFolder folder;
  const auto kept = folder.file("kept");
  test::run("mkdir '" + kept + "' && echo hello >'" + kept + "/file'");
  const auto volume = test::open_image(
      beheaded(folder, "mkfs.btrfs -q -f -L label -U 2f1c0a5e-83d4-4c6b-9b57-6d1e2a90c301 "
                       "--rootdir '" + kept + "'"));
  const auto found = identify(volume);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->type, "btrfs");
  EXPECT_EQ(found->label, "label");
  EXPECT_EQ(found->uuid, "2f1c0a5e-83d4-4c6b-9b57-6d1e2a90c301");
  EXPECT_TRUE(found->mountable);
  EXPECT_EQ(found->remark, "superblock taken from its copy at byte 67108864");
  const auto files = open(volume, {}, Log{});
  const auto file = files->lookup(files->root(), "file");
  ASSERT_TRUE(file);
  EXPECT_EQ(test::content_of(*files->open(*file)), "hello\n");
}

TEST(SuperblockCopy, OfXfsIsRecognised) {
  VIXMOUNT_REQUIRE_PROGRAM("mkfs.xfs");
  const test::TemporaryFolder folder;
  const auto volume = test::open_image(
      beheaded(folder, "mkfs.xfs -q -L label -m uuid=c2f7d1a0-4e4b-4f0f-b7d5-20e1c6a3f603",
               "512"));
  const auto found = identify(volume);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->type, "xfs");
  EXPECT_EQ(found->label, "label");
  EXPECT_EQ(found->uuid, "c2f7d1a0-4e4b-4f0f-b7d5-20e1c6a3f603");
  EXPECT_TRUE(found->mountable);
  EXPECT_NE(found->remark.find("the copy at byte "), std::string::npos) << found->remark;
  const auto files = open(volume, {}, Log{});
  EXPECT_EQ(static_cast<int>(files->attributes(files->root()).type),
            static_cast<int>(NodeType::directory));
}

TEST(SuperblockCopy, ALaterFileSystemCounts) {
  VIXMOUNT_REQUIRE_PROGRAM("mkfs.btrfs");
  VIXMOUNT_REQUIRE_PROGRAM("mkfs.ext4");
  const test::TemporaryFolder folder;
  const auto image = beheaded(folder, "mkfs.btrfs -q -f");
  test::run("PATH=$PATH:/usr/sbin mkfs.ext4 -q -F '" + image + "'");
  EXPECT_EQ(identify(test::open_image(image))->type, "ext4");
}

}  // namespace
}  // namespace vixmount::fs
