#include <gtest/gtest.h>

#include "fake_session.hpp"

namespace vixmount::test {
namespace {

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

// The fake's folder is in no mount table: the command mounts, sees that nothing is mounted any
// more, and ends.
TEST(Mount, TheGuestsTreeOrOneVolume) {
  FakeDisks disks;
  const auto folder = disks.folder->path().string();
  EXPECT_EQ(run_command(disks, {"mount", "-f", "-a", "x", folder}).exit_code, 0);
  EXPECT_EQ(run_command(disks, {"mount", "-f", "-a", "x", "--volume", "2", folder}).exit_code, 0);
  EXPECT_EQ(disks.mounted,
            (std::vector<std::string>{"volume 0 at " + folder, "volume 2 at " + folder}));
}

TEST(Mount, WhatIsLeftOutIsSaid) {
  FakeDisks disks;
  worker::VolumeDescription data;
  data.number = 1;
  data.identification = {"zfs_member", "", "", false, "ZFS is not supported"};
  disks.description.volumes = {data};
  guest::GuestSystem system;
  system.mount_points = {{"/srv", 1, "zfs", ""}};
  disks.systems = {system};
  const auto result = run_command(disks, {"mount", "-f", "-a", "x", disks.folder->path().string()});
  EXPECT_NE(result.err.find("/srv (volume 1, zfs_member) is left out: ZFS is not supported"),
            std::string::npos)
      << result.err;
}

}  // namespace
}  // namespace vixmount::test
