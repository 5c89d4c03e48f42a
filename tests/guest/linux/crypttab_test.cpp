#include "guest/linux/crypttab.hpp"

#include <gtest/gtest.h>

#include "guest/linux/mount_table.hpp"
#include "guest/sample_guests.hpp"

namespace vixmount::guest::linux_guest {
namespace {

using test::bare_root;
using test::empty_volume;
using test::VolumeSet;

TEST(Crypttab, ReadsNamesAndDevices) {
  const auto table = parse_crypttab(
      "# <target> <source> <key file> <options>\n"
      "\n"
      "root UUID=aaaa none luks,discard\n"
      "\tmy\\040data  /dev/sda3 /etc/keys/data.key\n"
      "short\n"
      "last /dev/vg/lv");
  ASSERT_EQ(table.size(), 3U);
  EXPECT_EQ(table[0].name, "root");
  EXPECT_EQ(table[0].source, "UUID=aaaa");
  EXPECT_EQ(table[1].name, "my data");
  EXPECT_EQ(table[1].source, "/dev/sda3");
  EXPECT_EQ(table[2].name, "last");
  EXPECT_EQ(table[2].source, "/dev/vg/lv");
}

TEST(Crypttab, IsBounded) {
  std::string text;
  for (int i = 0; i < 5000; ++i) text += "a b\n";
  EXPECT_EQ(parse_crypttab(text).size(), 4096U);
}

// A root on the open volume of header r007, /boot on a plain partition, data on an open volume with
// a partition number, a locked volume.
std::string mounts(std::string_view fstab, std::string_view crypttab,
                   std::vector<std::string>* remarks = nullptr) {
  auto root = bare_root();
  root->add_file("/etc/fstab", fstab);
  root->add_file("/etc/crypttab", crypttab);
  VolumeSet volumes;
  volumes
      .add({.uuid = "f5-root",
            .partition = 3,
            .device_names = {"/dev/mapper/luks-r007"},
            .scheme = "luks",
            .volume_uuid = "r007"},
           root)
      .add({.uuid = "b00t", .partition = 1, .scheme = "gpt"}, empty_volume())
      .add({.uuid = "f5-data",
            .partition_uuid = "aaaa-05",
            .partition = 5,
            .device_names = {"/dev/mapper/luks-da7a", "/dev/vg/data"},
            .scheme = "luks",
            .volume_uuid = "da7a"},
           empty_volume())
      .add({.partition = 6, .scheme = "gpt"}, nullptr);
  std::vector<std::string> said;
  std::string all;
  for (const auto& point : read_mount_table(volumes.all(), volumes.all()[0], said))
    all += point.path + "=" + std::to_string(point.volume) + " ";
  if (remarks != nullptr) *remarks = said;
  return all;
}

TEST(Crypttab, GivesOpenVolumesTheirNames) {
  constexpr std::string_view kFstab =
      "/dev/mapper/root / ext4\n"
      "UUID=b00t /boot ext4\n"
      "/dev/mapper/data /srv ext4\n";
  for (const auto* source : {"UUID=DA7A", "UUID=\"da7a\"", "/dev/disk/by-uuid/da7a", "/dev/sda5",
                             "PARTUUID=aaaa-05", "/dev/vg/data", "/dev/mapper/luks-da7a"})
    EXPECT_EQ(mounts(kFstab, "root UUID=r007 none luks\ndata " + std::string(source) + " none\n"),
              "/=1 /boot=2 /srv=3 ")
        << source;
  EXPECT_EQ(mounts("/dev/disk/by-id/dm-name-data /srv ext4\n", "data UUID=da7a\n"), "/=1 /srv=3 ");
}

TEST(Crypttab, LeavesOtherNamesAlone) {
  std::vector<std::string> remarks;
  // No such name in the table; a UUID of a file system; a volume that was not opened.
  EXPECT_EQ(mounts("/dev/mapper/other /srv ext4\n"
                   "/dev/mapper/data /a ext4\n"
                   "/dev/mapper/six /b ext4\n",
                   "data UUID=f5-data\nsix /dev/sda6\n", &remarks),
            "/=1 ");
  ASSERT_EQ(remarks.size(), 3U);
  EXPECT_EQ(remarks[2], "/etc/fstab line 3: /dev/mapper/six (/b) is not among the volumes");
  EXPECT_EQ(mounts("/dev/mapper/luks-da7a /srv ext4\n", ""), "/=1 /srv=3 ");
}

}  // namespace
}  // namespace vixmount::guest::linux_guest
