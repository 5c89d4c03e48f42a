#include "guest/windows/drive_letters.hpp"

#include <gtest/gtest.h>

#include "guest/windows/sample_windows.hpp"

namespace vixmount::guest::windows {
namespace {

using namespace test;

constexpr std::uint64_t kMiB = 1 << 20;
constexpr auto kGuid = "12345678-9abc-def0-1234-56789abcdef0";

std::string bytes(std::initializer_list<int> values) {
  std::string out;
  for (const int value : values) out.push_back(static_cast<char>(value));
  return out;
}

DeviceId parse(const std::string& data) { return parse_device_id(BytesView(as_bytes(data))); }

// Bytes by hand, from the description of the format.
TEST(MountedDevices, ReadsDeviceIds) {
  EXPECT_EQ(parse(bytes({0xEF, 0xBE, 0xAD, 0xDE, 0, 0, 0x10, 0, 0, 0, 0, 0})),
            DeviceId(MbrDevice{0xDEADBEEF, kMiB}));
  EXPECT_EQ(parse("DMIO:ID:" + bytes({0x78, 0x56, 0x34, 0x12, 0xBC, 0x9A, 0xF0, 0xDE, 0x12, 0x34,
                                      0x56, 0x78, 0x9A, 0xBC, 0xDE, 0xF0})),
            DeviceId(GuidDevice{*Guid::parse(kGuid)}));
  EXPECT_EQ(parse(std::string("\\\0?\0?\0\\\0F\0D\0C\0", 14)), DeviceId(OtherDevice{"\\??\\FDC"}));
  EXPECT_EQ(parse("\x01\x02\x03"), DeviceId(OtherDevice{"010203"}));
  EXPECT_EQ(parse(""), DeviceId(OtherDevice{""}));
}

TEST(MountedDevices, ReadsNames) {
  EXPECT_EQ(parse_device_name("\\DosDevices\\c:"), "C:");
  EXPECT_EQ(parse_device_name("\\??\\Volume{12345678-9ABC-DEF0-1234-56789abcdef0}"),
            std::string("Volume{") + kGuid + "}");
  EXPECT_FALSE(parse_device_name("#{12345678-9ABC-DEF0-1234-56789abcdef0}"));
  EXPECT_FALSE(parse_device_name("\\DosDevices\\1:"));
  EXPECT_FALSE(parse_device_name("\\DosDevices\\"));
  EXPECT_FALSE(parse_device_name("\\DosDevices\\C:\\x"));
  EXPECT_FALSE(parse_device_name("\\??\\Volume{}"));
}

class DriveLetters : public ::testing::Test {
 protected:
  Drives find(const std::vector<MountedDevice>& devices, std::string_view system_root,
              std::size_t root = 1) {
    return find_drives(volumes_.all(), volumes_.all()[root - 1], devices, system_root, remarks_);
  }
  static std::string text(const Drives& drives) {
    std::string out;
    for (const auto& mount : drives.letters)
      out += mount.path + "=" + std::to_string(mount.volume) + " ";
    return out;
  }

  VolumeSet volumes_;
  std::vector<std::string> remarks_;
};

TEST_F(DriveLetters, FollowSignatureAndOffsetOrGuid) {
  volumes_.add(mbr_partition(1, "11111111", kMiB), ntfs_volume())
      .add(mbr_partition(2, "11111111", 500 * kMiB), ntfs_volume())
      .add(gpt_partition(1, kGuid, kMiB), ntfs_volume());
  const auto drives = find({{"D:", MbrDevice{0x11111111, kMiB}},
                            {"C:", MbrDevice{0x11111111, 500 * kMiB}},
                            {"Volume{x}", MbrDevice{0x11111111, kMiB}},
                            {"E:", GuidDevice{*Guid::parse(kGuid)}},
                            {"F:", OtherDevice{"\\??\\CdRom0"}},
                            {"G:", MbrDevice{0x22222222, kMiB}}},
                           "C:\\Windows", 2);
  EXPECT_EQ(text(drives), "C:\\=2 D:\\=1 E:\\=3 ");
  ASSERT_EQ(drives.names.size(), 1U);
  EXPECT_EQ(drives.names[0].volume, 1U);
  EXPECT_EQ(remarks_, (std::vector<std::string>{
                          "F: is the device \\??\\CdRom0, which is not here",
                          "G: is the partition at byte 1048576 of a disk with signature 22222222, "
                          "which is not here"}));
}

// The system's own drive need not be C:.
// The registry's bytes in either order.
TEST_F(DriveLetters, FollowTheGuidOfADynamicVolume) {
  VolumeSet::Identity dynamic{.type = "ntfs"};
  dynamic.volume_type = volume::VolumeType::dynamic;
  dynamic.volume_uuid = kGuid;
  volumes_.add(dynamic, ntfs_volume()).add(mbr_partition(1, "11111111", kMiB), ntfs_volume());
  constexpr auto kTurned = "78563412-bc9a-f0de-1234-56789abcdef0";
  for (const auto* guid : {kGuid, kTurned})
    EXPECT_EQ(text(find({{"C:", GuidDevice{*Guid::parse(guid)}},
                         {"D:", MbrDevice{0x11111111, kMiB}}},
                        "C:\\Windows")),
              "C:\\=1 D:\\=2 ");
  EXPECT_TRUE(remarks_.empty());
}

TEST_F(DriveLetters, TheSystemsDriveStandsFirst) {
  volumes_.add(mbr_partition(1, "11111111", kMiB), ntfs_volume())
      .add(mbr_partition(2, "11111111", 2 * kMiB), ntfs_volume());
  EXPECT_EQ(
      text(find({{"C:", MbrDevice{0x11111111, kMiB}}, {"E:", MbrDevice{0x11111111, 2 * kMiB}}},
                "E:\\WINDOWS", 2)),
      "E:\\=2 C:\\=1 ");
  EXPECT_TRUE(remarks_.empty());
}

TEST_F(DriveLetters, TwoDisksOfOneSignatureAreSaid) {
  volumes_.add(mbr_partition(1, "11111111", kMiB), ntfs_volume())
      .add(mbr_partition(1, "11111111", kMiB), ntfs_volume());
  EXPECT_EQ(text(find({{"C:", MbrDevice{0x11111111, kMiB}}}, "C:\\Windows", 2)), "C:\\=2 ");
  ASSERT_EQ(remarks_.size(), 2U);
  EXPECT_EQ(remarks_[0],
            "C:: volumes 1 and 2 are both the partition at byte 1048576 of a disk with signature "
            "11111111; none is taken for it");
  EXPECT_EQ(remarks_[1],
            "MountedDevices names no drive for volume 2, where this system lives; it is C: by "
            "SystemRoot");
}

TEST_F(DriveLetters, WithoutMountedDevicesOnlyTheSystemsIsKnown) {
  volumes_.add(mbr_partition(1, "11111111", kMiB), ntfs_volume())
      .add(mbr_partition(2, "11111111", 2 * kMiB), ntfs_volume());
  EXPECT_EQ(text(find({}, "D:\\WINNT", 2)), "D:\\=2 ");
  EXPECT_EQ(text(find({}, "", 2)), "C:\\=2 ");
}

// The registry was loaded from this volume, whatever stale entries say.
TEST_F(DriveLetters, SystemRootWinsOverAnotherVolume) {
  volumes_.add(mbr_partition(1, "11111111", kMiB), ntfs_volume())
      .add(mbr_partition(1, "22222222", kMiB), ntfs_volume());
  EXPECT_EQ(text(find({{"C:", MbrDevice{0x11111111, kMiB}}}, "C:\\Windows", 2)), "C:\\=2 ");
  EXPECT_EQ(remarks_.back(), "MountedDevices gives C: to volume 1, which has no letter now");
}

TEST_F(DriveLetters, MountedDevicesWinsOverSystemRoot) {
  volumes_.add(mbr_partition(1, "11111111", kMiB), ntfs_volume());
  EXPECT_EQ(text(find({{"D:", MbrDevice{0x11111111, kMiB}}}, "C:\\Windows")), "D:\\=1 ");
  EXPECT_EQ(
      remarks_,
      (std::vector<std::string>{"SystemRoot is C:\\Windows, MountedDevices calls the volume D:"}));
}

}  // namespace
}  // namespace vixmount::guest::windows
