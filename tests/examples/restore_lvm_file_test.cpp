// The demo's VM, with root and /home on LVM over two disks: files out of it through the C API.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>

#include <gtest/gtest.h>
#include <unistd.h>

#include "support/made_once.hpp"
#include "support/support.hpp"

namespace vixmount::test {
namespace {

std::string quoted(const std::string& text) { return "'" + text + "'"; }

bool can_run() {
  for (const char* const program : {"linux.uml", "lvm", "qemu-img", "mke2fs", "sfdisk", "python3"})
    if (!have_program(program)) return false;
  return ::access("/dev/fuse", R_OK | W_OK) == 0;
}

// Guest path to hash, as the kernel that made the volumes read them.
std::map<std::string, std::string> hashes_by_kernel(const std::filesystem::path& list) {
  std::map<std::string, std::string> hashes;
  std::ifstream in(list);
  for (std::string hash, path; in >> hash >> path;) hashes[path.substr(1)] = hash;
  return hashes;
}

#define VIXMOUNT_REQUIRE_ALL() \
  if (!can_run()) \
  GTEST_SKIP() << "needs user-mode-linux, lvm2, qemu-utils, e2fsprogs, fdisk and /dev/fuse"

class RestoreFromLvm : public testing::TestWithParam<std::string> {};

// The disks in either order; both states with every file of the guest.
TEST_P(RestoreFromLvm, EveryFileByteExact) {
  VIXMOUNT_REQUIRE_ALL();
  const auto vm = demo_vm();
  const auto suffix = GetParam() == "0" ? "" : "-00000" + GetParam();
  const std::string disks[2] = {quoted((vm / ("server" + suffix + ".vmdk")).string()),
                                quoted((vm / ("server-data" + suffix + ".vmdk")).string())};
  const TemporaryFolder folder;
  const auto restored = folder.file("restored");
  const auto expected = hashes_by_kernel(vm / ("files-" + GetParam() + ".sha256"));
  ASSERT_GE(expected.size(), 9U);
  std::size_t first = 0;
  for (const auto& [path, hash] : expected) {
    const auto steps = run(quoted(VIXMOUNT_RESTORE_FILE) + " " + disks[first] + " " +
                           disks[1 - first] + " " + path + " " + quoted(restored));
    EXPECT_NE(steps.find("5. the system is Debian GNU/Linux 12 (bookworm), 64 bit"),
              std::string::npos)
        << steps;
    EXPECT_EQ(sha256_of_file(restored), hash) << path << "\n" << steps;
    first = 1 - first;
  }
}

INSTANTIATE_TEST_SUITE_P(Snapshots, RestoreFromLvm, testing::Values("0", "1", "2"));

std::string vixmount(const std::string& arguments) {
  return run(quoted(VIXMOUNT_BINARY_DIR "/bin/vixmount") + " " + arguments + " 2>&1");
}

// sha256sum's word for a whole list, which names files relative to `root`.
std::string check_all(const std::string& root) {
  return run("cd " + quoted(root) + " && sha256sum -c --strict --quiet " +
             quoted((demo_vm() / "files-2.sha256").string()) + " 2>&1 && echo all identical");
}

TEST(LvmMachine, TheMountHasEveryFile) {
  VIXMOUNT_REQUIRE_ALL();
  const TemporaryFolder folder;
  const auto machine = quoted((demo_vm() / "server.vmx").string());
  const auto place = folder.path().string();
  vixmount("mount -a " + machine + " " + quoted(place));
  const auto verdict = check_all(place);
  vixmount("umount " + quoted(place));
  EXPECT_EQ(verdict, "all identical\n");
}

TEST(LvmMachine, TheCommandCopiesEveryFile) {
  VIXMOUNT_REQUIRE_ALL();
  const TemporaryFolder folder;
  const auto machine = quoted((demo_vm() / "server.vmx").string());
  const auto said = vixmount("cp -a " + machine + " /etc /home /usr /var " +
                             quoted(folder.path().string()));
  EXPECT_EQ(check_all(folder.path().string()), "all identical\n") << said;
}

TEST(LvmMachine, WithOneDiskTheIncompleteVolumesSayWhatIsMissing) {
  VIXMOUNT_REQUIRE_ALL();
  const auto vm = demo_vm();
  const auto output = run(quoted(VIXMOUNT_BINARY_DIR "/bin/vixmount") + " volumes -a " +
                          quoted((vm / "server.vmdk").string()) + " --json");
  EXPECT_NE(output.find("is missing"), std::string::npos) << output;
  EXPECT_NE(output.find("\"incomplete\""), std::string::npos) << output;
}

}  // namespace
}  // namespace vixmount::test
