#include "guest/inspection.hpp"

#include <array>

#include <gtest/gtest.h>

#include "guest/linux/inspector.hpp"
#include "guest/sample_guests.hpp"

namespace vixmount::guest {
namespace {

using test::bare_root;
using test::VolumeSet;

std::vector<GuestSystem> inspect(const std::vector<GuestVolume>& volumes, const Log& log) {
  constexpr std::array<Inspector, 1> kInspectors = {linux_guest::inspect_root};
  return guest::inspect(volumes, kInspectors, Detail::everything, log);
}

fs::FileSystemPtr system_named(std::string_view id, std::string_view fstab = {}) {
  auto root = bare_root();
  root->add_file("/etc/os-release", "ID=" + std::string(id) + "\nNAME=x\n");
  if (!fstab.empty()) root->add_file("/etc/fstab", fstab);
  return root;
}

std::string ids(const std::vector<GuestSystem>& systems) {
  std::string out;
  for (const auto& system : systems) out += (out.empty() ? "" : " ") + system.id;
  return out;
}

TEST(Inspection, FindsNothingOnVolumesWithoutSystems) {
  VolumeSet volumes;
  volumes.add({.type = "swap"}, nullptr).add({}, test::empty_volume());
  EXPECT_TRUE(inspect(volumes.all(), Log()).empty());
  EXPECT_TRUE(inspect({}, Log()).empty());
}

TEST(Inspection, InstalledSystemsComeFirst) {
  VolumeSet volumes;
  volumes.add({.uuid = "1"}, system_named("rescue"))
      .add({.uuid = "2"}, system_named("debian", "UUID=2 / ext4\n"))
      .add({.uuid = "3"}, system_named("copy", "UUID=2 / ext4\n"))
      .add({.uuid = "4"}, system_named("fedora", "UUID=4 / ext4\n"));
  const auto systems = inspect(volumes.all(), Log());
  EXPECT_EQ(ids(systems), "debian fedora rescue copy");
  EXPECT_EQ(systems[0].root_volume, 2u);
  EXPECT_EQ(systems[2].root_volume, 1u);
}

TEST(Inspection, OneBrokenVolumeCostsNoOther) {
  auto broken = bare_root();
  broken->break_node("/", Error(ErrorKind::damaged, "a damaged root", 0));
  VolumeSet volumes;
  volumes.add({}, broken).add({}, system_named("debian"));
  std::string logged;
  const Log log([&](LogLevel, std::string_view text) { logged += std::string(text) + "\n"; });
  EXPECT_EQ(ids(inspect(volumes.all(), log)), "debian");
  EXPECT_NE(logged.find("volume 1, searched for a system: /etc: a damaged root"),
            std::string::npos);
  EXPECT_NE(logged.find("volume 2 is the root of"), std::string::npos);
}

TEST(Inspection, TellsWhereAVolumeIsMounted) {
  VolumeSet volumes;
  volumes.add({.uuid = "1"}, system_named("debian", "UUID=1 / ext4\nUUID=2 /home ext4\n"))
      .add({.uuid = "2"}, test::empty_volume())
      .add({.uuid = "3"}, system_named("fedora", "UUID=3 / ext4\nUUID=2 /data ext4\n"));
  const auto systems = inspect(volumes.all(), Log());
  EXPECT_EQ(mount_points_of(systems, 2), (std::vector<std::string>{"/home", "/data"}));
  EXPECT_EQ(mount_points_of(systems, 3), (std::vector<std::string>{"/"}));
  EXPECT_TRUE(mount_points_of(systems, 9).empty());
}

TEST(Inspection, NamesFamilies) {
  EXPECT_EQ(name_of(OsFamily::linux), "linux");
  EXPECT_EQ(name_of(OsFamily::windows), "windows");
  EXPECT_EQ(name_of(OsFamily::other), "other");
}

}  // namespace
}  // namespace vixmount::guest
