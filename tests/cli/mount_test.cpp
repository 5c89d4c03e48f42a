#include <gtest/gtest.h>

#include "cli/mount_plan.hpp"
#include "fake_session.hpp"

namespace vixmount::test {
namespace {

worker::VolumeDescription mountable(std::uint32_t number) {
  worker::VolumeDescription volume;
  volume.number = number;
  volume.identification.mountable = true;
  return volume;
}

FakeDisks guest_with(std::vector<guest::MountPoint> mount_points) {
  FakeDisks disks;
  for (std::uint32_t number = 1; number <= 3; ++number)
    disks.description.volumes.push_back(mountable(number));
  disks.description.volumes[2].identification = {"swap", "", "", false,
                                                 "swap space holds no files"};
  guest::GuestSystem system;
  system.root_volume = 1;
  system.mount_points = std::move(mount_points);
  disks.systems = {system};
  return disks;
}

cli::MountPlan plan(FakeDisks& disks, std::uint32_t volume) {
  const auto session = disks.factory()({}, {});
  return cli::plan_mounts(*session, volume);
}

TEST(MountPlan, OneVolumeAlone) {
  auto disks = guest_with({});
  const auto result = plan(disks, 2);
  ASSERT_EQ(result.mounts.size(), 1U);
  EXPECT_EQ(result.mounts[0].volume, 2U);
  EXPECT_EQ(result.mounts[0].place, "");
}

TEST(MountPlan, TheGuestsTreeOuterBeforeInner) {
  auto disks = guest_with({{"/boot/", 2, "ext2", ""}, {"/", 1, "ext4", ""}});
  const auto result = plan(disks, 0);
  ASSERT_EQ(result.mounts.size(), 2U);
  EXPECT_EQ(result.mounts[0].volume, 1U);
  EXPECT_EQ(result.mounts[1].volume, 2U);
  EXPECT_EQ(result.mounts[1].place, "boot");
  EXPECT_TRUE(result.remarks.empty());
}

TEST(MountPlan, WhatCannotBeMountedIsSaid) {
  auto disks = guest_with(
      {{"/", 1, "", ""}, {"/swap", 3, "", ""}, {"/a/../../etc", 2, "", ""}, {"/x", 9, "", ""}});
  const auto result = plan(disks, 0);
  EXPECT_EQ(result.mounts.size(), 1U);
  ASSERT_EQ(result.remarks.size(), 3U);
  EXPECT_NE(result.remarks[0].find("swap space holds no files"), std::string::npos);
  EXPECT_NE(result.remarks[1].find("leads out"), std::string::npos);
  EXPECT_NE(result.remarks[2].find("no such volume"), std::string::npos);
}

TEST(MountPlan, AVolumeTwiceIsMountedOnce) {
  auto disks = guest_with({{"/", 1, "", ""}, {"/home", 2, "", ""}, {"/srv", 2, "", ""}});
  EXPECT_EQ(plan(disks, 0).mounts.size(), 2U);
}

TEST(MountPlan, WithoutASystemTheVolumesAreNamed) {
  FakeDisks disks;
  EXPECT_EQ(error_kind_of([&] { plan(disks, 0); }), ErrorKind::not_found);
}

TEST(Umount, RefusesWhatIsNotOurs) {
  FakeDisks disks;
  EXPECT_EQ(run_command(disks, {"umount", "/proc"}).exit_code, 4);
  EXPECT_EQ(run_command(disks, {"umount", disks.folder->path().string()}).exit_code, 11);
}

TEST(Mount, AMissingMountPointIsNamed) {
  FakeDisks disks;
  const auto result = run_command(disks, {"mount", "-f", "-a", "x", "/no/such/folder"});
  EXPECT_EQ(result.exit_code, 3);
  EXPECT_NE(result.err.find("/no/such/folder"), std::string::npos);
}

}  // namespace
}  // namespace vixmount::test
