#include "guest/linux/mount_table.hpp"

#include <gtest/gtest.h>

#include "guest/sample_guests.hpp"

namespace vixmount::guest::linux_guest {
namespace {

using test::bare_root;
using test::empty_volume;
using test::VolumeSet;

struct Table {
  std::string mounts;  // "/=1 /boot=2"
  std::vector<MountPoint> points;
  std::vector<std::string> remarks;
};

// The set: root on 1, a volume "b00t" on 2, swap on 3, data on 4.
Table read(std::string_view fstab) {
  auto root = bare_root();
  root->add_file("/etc/fstab", fstab);
  VolumeSet volumes;
  volumes.add({.uuid = "r00t", .partition = 1}, root)
      .add({.uuid = "b00t", .partition = 2}, empty_volume())
      .add({.type = "swap", .uuid = "5a9", .partition = 3}, nullptr)
      .add({.type = "xfs", .uuid = "da7a", .disk = 1, .partition = 1}, nullptr);
  Table table;
  table.points = read_mount_table(volumes.all(), volumes.all()[0], table.remarks);
  for (const auto& point : table.points)
    table.mounts +=
        (table.mounts.empty() ? "" : " ") + point.path + "=" + std::to_string(point.volume);
  return table;
}

TEST(MountTable, FindsTheVolumes) {
  const auto table = read(
      "UUID=r00t / ext4 errors=remount-ro 0 1\n"
      "UUID=b00t /boot// ext4 defaults 0 2\n"
      "/dev/sdb1 /srv/data xfs ro,noauto 0 0\n"
      "UUID=5a9 none swap sw 0 0\n"
      "tmpfs /tmp tmpfs defaults 0 0\n");
  EXPECT_EQ(table.mounts, "/=1 /boot=2 /srv/data=4");
  EXPECT_EQ(table.points[0].options, "errors=remount-ro");
  EXPECT_EQ(table.points[2].options, "ro,noauto");
  EXPECT_EQ(table.points[2].file_system, "xfs");
  EXPECT_TRUE(table.remarks.empty());
}

TEST(MountTable, SaysWhatIsNotHere) {
  const auto table = read(
      "UUID=r00t / ext4\n"
      "UUID=4000 /var ext4\n"
      "/dev/sda2 /home btrfs subvol=@home\n");
  EXPECT_EQ(table.mounts, "/=1");
  ASSERT_EQ(table.remarks.size(), 2u);
  EXPECT_EQ(table.remarks[0], "/etc/fstab line 2: UUID=4000 (/var) is not among the volumes");
  EXPECT_EQ(table.remarks[1],
            "/etc/fstab line 3: /dev/sda2 would be volume 2, which is ext4 and not btrfs");
}

TEST(MountTable, TheRootIsTheVolumeItStandsOn) {
  auto table = read("UUID=b00t / ext4 ro 0 1\n");
  EXPECT_EQ(table.mounts, "/=1");
  EXPECT_EQ(table.points[0].file_system, "") << "this table does not name its own volume";
  ASSERT_EQ(table.remarks.size(), 1u);
  EXPECT_EQ(table.remarks[0],
            "/etc/fstab line 1: the root is volume 2, this table stands on volume 1");
  EXPECT_EQ(read("").mounts, "/=1");
}

TEST(MountTable, OfTwoEntriesForAPathTheLaterCounts) {
  EXPECT_EQ(read("UUID=b00t /mnt ext4\nUUID=da7a /mnt xfs\n").mounts, "/=1 /mnt=4");
  EXPECT_EQ(read("UUID=b00t /a ext4\nUUID=b00t /b ext4\n").mounts, "/=1 /a=2 /b=2");
}

TEST(MountTable, WritesHostileTextPrintably) {
  const auto table = read(
      "UUID=b00t /m\\033[2J ext4 de\x1B"
      "faults\n");
  EXPECT_EQ(table.points[1].path, "/m\\x1B[2J");
  EXPECT_EQ(table.points[1].options, "de\\x1Bfaults");
}

TEST(MountTable, MakesATreeOfWhatCanBeRead) {
  auto root = bare_root();
  auto boot = empty_volume();
  boot->add_file("/grub/grub.cfg", "set timeout=5\n");
  VolumeSet volumes;
  volumes.add({}, root).add({}, boot).add({.type = "xfs"}, nullptr);
  const auto tree = make_tree(
      volumes.all(), {{"/", 1, "ext4", ""}, {"/boot", 2, "ext4", ""}, {"/data", 3, "xfs", ""}});
  EXPECT_EQ(tree.mounts().size(), 2u);
  EXPECT_EQ(tree.resolve("/boot/grub/grub.cfg").volume, 2u);
}

// Root and /var of the guest's sda were given as the second disk.
std::vector<MountPoint> read_in_wrong_order(std::string_view fstab, std::uint32_t last_disk,
                                            std::vector<std::string>& remarks) {
  auto root = bare_root();
  root->add_file("/etc/fstab", fstab);
  VolumeSet volumes;
  volumes.add({.uuid = "da7a", .disk = 0, .partition = 5}, empty_volume())
      .add({.uuid = "r00t", .disk = 1, .partition = 1}, root)
      .add({.uuid = "7a6", .disk = 1, .partition = 5}, empty_volume())
      .add({.uuid = "1a57", .disk = last_disk, .partition = 9}, empty_volume());
  return read_mount_table(volumes.all(), volumes.all()[1], remarks);
}

TEST(MountTable, TheRootTellsWhichDiskTheGuestCallsSda) {
  std::vector<std::string> remarks;
  const auto points = read_in_wrong_order(
      "/dev/sda1 / ext4 defaults 0 1\n"
      "/dev/sda5 /var ext4 defaults 0 2\n"
      "/dev/sdb5 /data ext4 defaults 0 2\n",
      1, remarks);
  ASSERT_EQ(points.size(), 3u);
  EXPECT_EQ(points[0].file_system, "ext4");
  EXPECT_EQ(points[1].volume, 3u) << "/var";
  EXPECT_EQ(points[2].volume, 1u) << "/data: of two disks, the other";
  EXPECT_TRUE(remarks.empty()) << remarks.front();
}

TEST(MountTable, OfTwoDisksOfTwoKindsTheOtherKindIsTheOther) {
  std::vector<std::string> remarks;
  const auto points = read_in_wrong_order(
      "/dev/nvme0n1p1 / ext4 defaults 0 1\n"
      "/dev/sda5 /data ext4 defaults 0 2\n",
      1, remarks);
  ASSERT_EQ(points.size(), 2u);
  EXPECT_EQ(points[1].volume, 1u);
}

TEST(MountTable, OfMoreDisksInAnotherOrderNothingIsGuessed) {
  std::vector<std::string> remarks;
  const auto points = read_in_wrong_order(
      "/dev/sda1 / ext4 defaults 0 1\n"
      "/dev/sda5 /var ext4 defaults 0 2\n"
      "/dev/sdb5 /data ext4 defaults 0 2\n",
      2, remarks);
  ASSERT_EQ(points.size(), 2u);
  EXPECT_EQ(points[1].volume, 3u);
  ASSERT_EQ(remarks.size(), 1u);
  EXPECT_NE(remarks[0].find("which disk is /dev/sdb5"), std::string::npos) << remarks[0];
}

}  // namespace
}  // namespace vixmount::guest::linux_guest
