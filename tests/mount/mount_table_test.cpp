#include "mount/mount_table.hpp"

#include <filesystem>

#include <sys/mount.h>

#include "mount/host_mount.hpp"
#include "support/support.hpp"

namespace vixmount::mount {
namespace {

// The example line of proc(5), and one with blanks as the kernel writes them.
TEST(MountTable, ParsesMountinfo) {
  const auto entries = parse_mount_table(
      "36 35 98:0 /mnt1 /mnt2 rw,noatime master:1 - ext3 /dev/root rw,errors=continue\n"
      "99 35 0:52 / /mnt/with\\040blank\\011tab\\134 ro - fuse.vixmount my\\040disk "
      "ro,user_id=0\n");
  ASSERT_EQ(entries.size(), 2U);
  EXPECT_EQ(entries[0].path, "/mnt2");
  EXPECT_EQ(entries[0].type, "ext3");
  EXPECT_EQ(entries[0].source, "/dev/root");
  EXPECT_EQ(entries[0].device_major, 98U);
  EXPECT_EQ(entries[1].path, "/mnt/with blank\ttab\\");
  EXPECT_EQ(entries[1].type, "fuse.vixmount");
  EXPECT_EQ(entries[1].source, "my disk");
  EXPECT_EQ(entries[1].device_minor, 52U);
}

TEST(MountTable, LeavesOutWhatIsNoMountLine) {
  EXPECT_TRUE(parse_mount_table("").empty());
  EXPECT_TRUE(parse_mount_table("36 35 98:0 /mnt1 /mnt2 rw\n").empty());
  EXPECT_TRUE(parse_mount_table("a b c d e - x y z\n36 35 980 / /m rw - t s o\n").empty());
}

TEST(MountTable, FindsMountPointsByAnyName) {
  VIXMOUNT_REQUIRE_ROOT();
  const test::TemporaryFolder folder;
  const auto point = folder.path() / "a folder\nwith \\ odd name";
  std::filesystem::create_directory(point);
  std::filesystem::create_directory_symlink(folder.path(), folder.path() / "link");
  EXPECT_FALSE(is_mounted(point));
  ASSERT_EQ(::mount("none", point.c_str(), "tmpfs", 0, "size=64k"), 0);
  EXPECT_TRUE(is_mounted(point));
  EXPECT_TRUE(is_mounted(folder.path() / "link/../link" / point.filename()));
  EXPECT_TRUE(is_mounted(point.string() + "/"));
  EXPECT_FALSE(is_mounted(folder.path()));
  unmount(point, Unmount::normal);
  EXPECT_FALSE(is_mounted(point));
  EXPECT_EQ(test::error_kind_of([&] { unmount(point, Unmount::normal); }), ErrorKind::not_mounted);
}

TEST(HostMount, RefusesWhatIsNoFolder) {
  const test::TemporaryFolder folder;
  HostMountOptions options;
  options.path = folder.file("absent");
  EXPECT_EQ(test::error_kind_of([&] { mount_fuse(options); }), ErrorKind::not_found);
  options.path = folder.file("file");
  test::write_file(options.path, "");
  EXPECT_EQ(test::error_kind_of([&] { mount_fuse(options); }), ErrorKind::not_a_directory);
}

}  // namespace
}  // namespace vixmount::mount
