#include "guest/linux/device_names.hpp"

#include <gtest/gtest.h>

#include "guest/sample_guests.hpp"

namespace vixmount::guest::linux_guest {
namespace {

using test::VolumeSet;

// Two disks: an EFI partition, a root and a swap on the first, data and a copy of the root on the
// second; a logical volume.
const VolumeSet& sample() {
  static const auto set = [] {
    VolumeSet volumes;
    volumes
        .add({.type = "vfat", .uuid = "1A2B-3C4D", .partition_uuid = "aaaa-01", .partition = 1},
             nullptr)
        .add({.type = "ext4",
              .uuid = "0a1b2c3d-0000",
              .label = "root",
              .partition_uuid = "aaaa-02",
              .partition_label = "Linux root",
              .partition = 2},
             nullptr)
        .add({.type = "swap", .uuid = "5555", .partition = 3}, nullptr)
        .add({.type = "xfs", .uuid = "7777", .label = "My Data", .disk = 1, .partition = 1},
             nullptr)
        .add({.type = "ext4", .uuid = "0A1B2C3D-0000", .disk = 1, .partition = 2}, nullptr)
        .add({.type = "ext4",
              .uuid = "9999",
              .disk = 7,
              .device_names = {"/dev/vg0/home", "/dev/mapper/vg0-home"}},
             nullptr);
    return volumes;
  }();
  return set;
}

std::size_t found(std::string_view device, std::string_view type = "auto", std::size_t asking = 2) {
  const auto match = find_device(sample().all(), sample().all()[asking - 1], device, type);
  return match.volume == nullptr ? 0 : match.volume->number;
}

TEST(DeviceNames, FindIds) {
  EXPECT_EQ(found("UUID=1a2b-3c4d"), 1u);
  EXPECT_EQ(found("UUID=\"7777\""), 4u);
  EXPECT_EQ(found("LABEL=My Data"), 4u);
  EXPECT_EQ(found("LABEL=my data"), 0u) << "labels have a case";
  EXPECT_EQ(found("PARTUUID=AAAA-02"), 2u);
  EXPECT_EQ(found("PARTLABEL=Linux root"), 2u);
  EXPECT_EQ(found("/dev/disk/by-uuid/7777"), 4u);
  EXPECT_EQ(found("/dev/disk/by-label/My\\x20Data"), 4u);
  EXPECT_EQ(found("/dev/disk/by-partuuid/aaaa-01"), 1u);
  EXPECT_EQ(found("/dev/disk/by-partlabel/Linux\\x20root"), 2u);
  EXPECT_EQ(found("UUID="), 0u);
  EXPECT_EQ(found("UUID=8888"), 0u);
  EXPECT_EQ(found("/dev/disk/by-path/pci-0000:00"), 0u);
}

TEST(DeviceNames, FindNamesThatVolumesBring) {
  EXPECT_EQ(found("/dev/vg0/home"), 6u);
  EXPECT_EQ(found("/dev/mapper/vg0-home"), 6u);
  EXPECT_EQ(found("/dev/mapper/vg0-var"), 0u);
}

TEST(DeviceNames, FindPositions) {
  EXPECT_EQ(found("/dev/sda2"), 2u);
  EXPECT_EQ(found("/dev/vdb1"), 4u);
  EXPECT_EQ(found("/dev/hda1"), 1u);
  EXPECT_EQ(found("/dev/nvme0n2p1"), 4u);
  EXPECT_EQ(found("/dev/sda9"), 0u);
  EXPECT_EQ(found("/dev/sdc1"), 0u);
}

TEST(DeviceNames, APositionMustHaveTheTypeThatIsAskedFor) {
  EXPECT_EQ(found("/dev/sda2", "ext3"), 2u) << "one family";
  EXPECT_EQ(found("/dev/sda2", "xfs"), 0u);
  const auto match = find_device(sample().all(), sample().all()[1], "/dev/sda2", "xfs");
  EXPECT_EQ(match.remark, "/dev/sda2 would be volume 2, which is ext4 and not xfs");
}

TEST(DeviceNames, OfTwoWithOneIdTheOneOnTheAskersDiskIsTaken) {
  EXPECT_EQ(found("UUID=0a1b2c3d-0000", "ext4", 2), 2u);
  EXPECT_EQ(found("UUID=0a1b2c3d-0000", "ext4", 4), 5u);
  const auto match = find_device(sample().all(), sample().all()[3], "UUID=0a1b2c3d-0000", "ext4");
  EXPECT_EQ(match.remark, "UUID=0a1b2c3d-0000 fits 2 volumes, volume 5 is taken");
}

TEST(DevicePositions, AreRead) {
  const auto position = [](std::string_view device) { return parse_device_position(device); };
  EXPECT_EQ(position("/dev/sda1"), (DevicePosition{0, 1}));
  EXPECT_EQ(position("/dev/sdz15"), (DevicePosition{25, 15}));
  EXPECT_EQ(position("/dev/sdaa1"), (DevicePosition{26, 1}));
  EXPECT_EQ(position("/dev/sdab1"), (DevicePosition{27, 1}));
  EXPECT_EQ(position("/dev/sdb"), (DevicePosition{1, 0}));
  EXPECT_EQ(position("/dev/xvdc3"), (DevicePosition{2, 3}));
  EXPECT_EQ(position("/dev/nvme0n1"), (DevicePosition{0, 0}));
  EXPECT_EQ(position("/dev/nvme0n2p3"), (DevicePosition{1, 3}));
  EXPECT_EQ(position("/dev/nvme1n1p3"), (DevicePosition{1, 3}));
  EXPECT_EQ(position("/dev/mmcblk0p2"), (DevicePosition{0, 2}));
  for (const auto* text :
       {"/dev/sd", "/dev/sd1", "/dev/sda0", "/dev/sda1x", "/dev/sdaaaaaaaaa1", "/dev/nvme0",
        "/dev/nvme0n0", "/dev/nvme0n1p", "/dev/nvme0n1x1", "/dev/mmcblk0boot0", "/dev/mapper/a",
        "sda1", "/dev/sda99999999999999999999"})
    EXPECT_FALSE(position(text)) << text;
}

}  // namespace
}  // namespace vixmount::guest::linux_guest
