// Mounting without root, through fusermount3: root makes room for the user "nobody" and opens
// /dev/fuse to everybody for the time of the test.
#include <filesystem>

#include "mounted.hpp"
#include "support/fuse_device.hpp"

namespace vixmount::test {
namespace {

#define VIXMOUNT_REQUIRE_FUSERMOUNT()      \
  VIXMOUNT_REQUIRE_MOUNTING();             \
  VIXMOUNT_REQUIRE_PROGRAM("fusermount3"); \
  VIXMOUNT_REQUIRE_PROGRAM("setpriv")

// What mount_as_user prints when "nobody" runs it.
std::string run_as_nobody(const std::string& argument = {}) {
  const TemporaryFolder folder;
  std::filesystem::permissions(folder.path(), std::filesystem::perms(0755));
  // The build folder may be closed to others.
  std::filesystem::copy(MOUNT_AS_USER, folder.path() / "mount_as_user");
  std::filesystem::create_directory(folder.path() / "point");
  run("chown nobody '" + folder.file("point") + "'");
  return run("cd / && setpriv --reuid=nobody --regid=nogroup --clear-groups '" +
             folder.file("mount_as_user") + "' '" + folder.file("point") + "' " + argument +
             " 2>&1 || true");
}

TEST(MountAsUser, MountsReadsAndUnmounts) {
  VIXMOUNT_REQUIRE_FUSERMOUNT();
  const DeviceMode open_to_all(0666);
  // The owner of the mount reads everything, whatever modes the guest gave it.
  EXPECT_EQ(run_as_nobody(), "of root\nmounted 1\ndisk_\\040one fuse.vixmount\nmounted 0\n");
}

TEST(MountAsUser, AllowOtherSaysWhatIsMissing) {
  VIXMOUNT_REQUIRE_FUSERMOUNT();
  if (have_program("grep") && run("grep -c '^ *user_allow_other' /etc/fuse.conf || true") != "0\n")
    GTEST_SKIP() << "/etc/fuse.conf allows it here";
  const DeviceMode open_to_all(0666);
  const auto said = run_as_nobody("allow_other");
  EXPECT_NE(said.find("user_allow_other"), std::string::npos) << said;
  EXPECT_NE(said.find("/etc/fuse.conf"), std::string::npos) << said;
}

TEST(MountAsUser, AClosedDeviceIsSaid) {
  VIXMOUNT_REQUIRE_FUSERMOUNT();
  const DeviceMode closed(0600);
  const auto said = run_as_nobody();
  EXPECT_NE(said.find("error: cannot mount on"), std::string::npos) << said;
  EXPECT_NE(said.find("/dev/fuse"), std::string::npos) << said;
}

}  // namespace
}  // namespace vixmount::test
