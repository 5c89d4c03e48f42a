// The installed command, its worker and real disks: the small VM of the demo (VMDK base and two
// snapshots over GPT, ext2 and ext4), and what an ordinary user may do with it.
#include <filesystem>
#include <fstream>
#include <memory>

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support/fuse_device.hpp"
#include "support/made_once.hpp"
#include "support/support.hpp"

namespace vixmount::test {
namespace {

namespace host = std::filesystem;

const std::string kCommand = VIXMOUNT_BINARY_DIR "/bin/vixmount";

struct Result {
  int exit_code = -1;
  std::string out;  // standard error as well
};

Result vixmount(const std::string& arguments, const std::string& prefix = {}) {
  const auto output =
      run(fmt::format("{} '{}' {} 2>&1; echo \"[$?]\"", prefix, kCommand, arguments));
  const auto code = output.rfind('[');
  return {std::stoi(output.substr(code + 1)), output.substr(0, code)};
}

class EndToEnd : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    for (const char* program : {"mke2fs", "debugfs", "qemu-img", "qemu-io", "sfdisk", "python3"})
      if (!have_program(program)) return;
    vm_ = plain_vm();
  }

  void SetUp() override {
    if (vm_.empty()) GTEST_SKIP() << "needs mke2fs, debugfs, qemu-img, qemu-io, sfdisk, python3";
  }
  static std::string vm() { return (vm_ / "server.vmx").string(); }
  static std::string by_debugfs(const std::string& request) {
    // The root volume's file system begins at MiB 17, as the recipe says.
    return run(fmt::format("debugfs -R '{}' '{}?offset=17825792' 2>/dev/null", request,
                           (vm_ / "server-current.raw").string()));
  }

  TemporaryFolder folder;

 private:
  static inline host::path vm_;
};

TEST_F(EndToEnd, SnapshotsOfTheMachine) {
  const auto result = vixmount("snapshots " + vm());
  EXPECT_EQ(result.exit_code, 0) << result.out;
  EXPECT_NE(result.out.find("1: \"fresh install\""), std::string::npos);
  EXPECT_NE(result.out.find("\n  2: \"before the update\""),
            std::string::npos);  // below its parent
  EXPECT_NE(result.out.find("server-000001.vmdk"), std::string::npos);
}

TEST_F(EndToEnd, EverySnapshotHasItsOwnFile) {
  const auto report = [&](const std::string& snapshot) {
    return vixmount(fmt::format("cat -a {} {} /home/anna/report.txt", vm(), snapshot));
  };
  EXPECT_EQ(report("--snapshot 1").exit_code, 3);  // not written yet
  EXPECT_EQ(report("--snapshot 'before the update'").out,
            "written between the first and the second snapshot\n");
  EXPECT_EQ(report("").out, "written after the second snapshot\n");
}

TEST_F(EndToEnd, PathsCrossTheGuestsMountPoints) {
  EXPECT_EQ(vixmount("cat -a " + vm() + " /boot/grub.cfg").out, "menuentry \"Debian\"\n");
  EXPECT_EQ(vixmount("cat -a " + vm() + " --volume 1 /grub.cfg").out, "menuentry \"Debian\"\n");
  EXPECT_EQ(vixmount("cat -a " + vm() + " --volume 2 /boot/grub.cfg").exit_code, 3);
  const auto listing = vixmount("ls -R -a " + vm() + " /").out;
  EXPECT_NE(listing.find("\n/boot/grub.cfg\n"), std::string::npos);
}

TEST_F(EndToEnd, FilesAreThoseThatDebugfsReads) {
  for (const std::string path : {"/home/anna/photo.raw", "/home/anna/sparse.img", "/etc/hosts"}) {
    const auto sum = run(fmt::format("'{}' cat -a '{}' {} | sha256sum", kCommand, vm(), path));
    const auto file = folder.file("by_debugfs");
    by_debugfs(fmt::format("dump {} {}", path, file));
    EXPECT_EQ(sum.substr(0, 64), sha256_of_file(file)) << path;
  }
}

TEST_F(EndToEnd, ATreeIsRestored) {
  const auto out = folder.file("out");
  const auto result = vixmount(fmt::format("cp -a {} /home/anna {}", vm(), out));
  EXPECT_EQ(result.exit_code, 0) << result.out;
  by_debugfs(fmt::format("rdump /home/anna {}", folder.path().string()));
  EXPECT_EQ(
      run(fmt::format("diff -r --no-dereference '{}/anna' '{}/anna'", out, folder.path().string())),
      "");
  struct stat sparse {};
  ASSERT_EQ(::stat((out + "/anna/sparse.img").c_str(), &sparse), 0);
  EXPECT_LT(sparse.st_blocks * 512, 1 << 20);
  EXPECT_EQ(host::read_symlink(out + "/anna/latest"), "letters/tom.txt");
}

TEST_F(EndToEnd, TheRootIsRestoredAcrossVolumes) {
  const auto out = folder.file("out");
  EXPECT_EQ(vixmount(fmt::format("cp -a {} / {}", vm(), out)).exit_code, 0);
  EXPECT_EQ(read_file(out + "/boot/grub.cfg"), "menuentry \"Debian\"\n");
  EXPECT_EQ(read_file(out + "/etc/hostname"), "demo-server\n");
}

TEST_F(EndToEnd, AnOrdinaryUserRestores) {
  VIXMOUNT_REQUIRE_ROOT();
  VIXMOUNT_REQUIRE_PROGRAM("setpriv");
  host::permissions(folder.path(), host::perms(0777));
  const auto out = folder.file("out");
  const auto result = vixmount(fmt::format("cp -a {} /home/anna {}", vm(), out),
                               "setpriv --reuid=65534 --regid=65534 --clear-groups");
  EXPECT_EQ(result.exit_code, 0) << result.out;
  EXPECT_NE(result.out.find("not kept: owner"), std::string::npos);
  EXPECT_EQ(read_file(out + "/anna/letters/tom.txt"), "Dear Tom, the invoice is attached.\n");
}

TEST_F(EndToEnd, AFullDestinationEndsTheCopyAndTheManifestSaysSo) {
  VIXMOUNT_REQUIRE_ROOT();
  const auto small = folder.file("small");
  const auto manifest = folder.file("manifest.jsonl");
  host::create_directory(small);
  if (run(fmt::format("mount -t tmpfs -o size=1M none '{}' && echo yes || true", small)) != "yes\n")
    GTEST_SKIP() << "cannot mount a tmpfs";
  const auto result =
      vixmount(fmt::format("cp --manifest {} -a {} /home/anna {}", manifest, vm(), small));
  run(fmt::format("umount -l '{}'", small));
  EXPECT_EQ(result.exit_code, 10) << result.out;
  EXPECT_NE(result.out.find("anna/photo.raw: "), std::string::npos) << result.out;
  EXPECT_NE(result.out.find("broken off after "), std::string::npos) << result.out;
  EXPECT_NE(read_file(manifest).find("\"complete\":false"), std::string::npos)
      << read_file(manifest);
}

TEST_F(EndToEnd, AMissingParentIsNamed) {
  const auto lonely = folder.file("lonely.vmdk");
  host::copy_file(host::path(vm()).parent_path() / "server-000002.vmdk", lonely);
  const auto result = vixmount("volumes -a " + lonely);
  EXPECT_EQ(result.exit_code, 9) << result.out;
  EXPECT_NE(result.out.find("server-000001.vmdk"), std::string::npos);
  EXPECT_NE(result.out.find("--allow-folder"), std::string::npos);
  EXPECT_EQ(vixmount("info --single-link -a " + lonely).exit_code, 0);
}

TEST_F(EndToEnd, WhatIsNoDiskIsSaid) {
  const auto text = folder.file("text.vmdk");
  write_file(text, std::string(2000, 'x'));
  const auto result = vixmount("info -a " + text);
  EXPECT_EQ(result.exit_code, 5) << result.out;
  EXPECT_NE(result.out.find(text), std::string::npos);
  EXPECT_EQ(vixmount("info -a " + folder.file("none.vmdk")).exit_code, 3);
  EXPECT_EQ(vixmount("info -a raw:" + text).exit_code, 0);
}

TEST_F(EndToEnd, DisksAndFoldersThatAreNoneAreNamed) {
  EXPECT_EQ(vixmount("info -a ''").exit_code, 2);
  EXPECT_EQ(vixmount("info -a raw:").exit_code, 2);
  const auto result = vixmount("info --allow-folder /no/such -a " + vm());
  EXPECT_EQ(result.exit_code, 3);
  EXPECT_NE(result.out.find("/no/such"), std::string::npos) << result.out;
}

// ---- mounts

class EndToEndMount : public EndToEnd {
 protected:
  void SetUp() override {
    EndToEnd::SetUp();
    if (IsSkipped()) return;
    if (::access("/dev/fuse", R_OK | W_OK) != 0) GTEST_SKIP() << "needs /dev/fuse";
    VIXMOUNT_REQUIRE_PROGRAM("pgrep");
    if (::geteuid() != 0) VIXMOUNT_REQUIRE_PROGRAM("fusermount3");
    host::create_directory(mount_point);
  }
  void TearDown() override {
    run(fmt::format("umount -R -l '{}' 2>/dev/null || true", mount_point));
  }
  // Waits, bounded, until no process of the command is left for our mount point.
  bool process_ends() const {
    return run(fmt::format(
               "for i in $(seq 100); do pgrep -f 'bin/vixmoun[t] mount.*{}' >/dev/null || "
               "{{ echo ended; break; }}; sleep 0.1; done",
               mount_point)) == "ended\n";
  }
  bool is_mounted() const {
    return read_file("/proc/self/mountinfo").find(" " + mount_point + " ") != std::string::npos;
  }

  std::string mount_point = folder.file("mnt");
};

TEST_F(EndToEndMount, TheGuestsTree) {
  VIXMOUNT_REQUIRE_ROOT();
  // Returns although the process goes on: it holds nothing of this pipe.
  const auto result = vixmount(fmt::format("mount -a {} {}", vm(), mount_point));
  ASSERT_EQ(result.exit_code, 0) << result.out;
  EXPECT_EQ(read_file(mount_point + "/etc/hostname"), "demo-server\n");
  EXPECT_EQ(read_file(mount_point + "/boot/grub.cfg"), "menuentry \"Debian\"\n");
  EXPECT_EQ(vixmount("umount " + mount_point).exit_code, 0);
  EXPECT_FALSE(is_mounted());
  EXPECT_TRUE(process_ends());
}

TEST_F(EndToEndMount, AFolderIsMountedOnOnce) {
  VIXMOUNT_REQUIRE_ROOT();
  ASSERT_EQ(vixmount(fmt::format("mount -a {} {}", vm(), mount_point)).exit_code, 0);
  const auto again = vixmount(fmt::format("mount -a {} {}", vm(), mount_point));
  EXPECT_EQ(again.exit_code, 11);
  EXPECT_NE(again.out.find(mount_point + " is in use by another mount"), std::string::npos)
      << again.out;
  EXPECT_EQ(read_file(mount_point + "/etc/hostname"), "demo-server\n");
  EXPECT_EQ(vixmount("umount " + mount_point).exit_code, 0);
  EXPECT_FALSE(is_mounted());
  EXPECT_TRUE(process_ends());
}

TEST_F(EndToEndMount, SomebodyElseUnmounts) {
  VIXMOUNT_REQUIRE_ROOT();
  ASSERT_EQ(vixmount(fmt::format("mount -a {} --volume 2 {}", vm(), mount_point)).exit_code, 0);
  run(fmt::format("umount '{}'", mount_point));
  EXPECT_TRUE(process_ends());
}

TEST_F(EndToEndMount, ASignalEndsTheForeground) {
  const auto output = run(
      fmt::format("'{0}' mount -f -a {1} --volume 2 '{2}' >'{2}.log' & child=$!; "
                  "for i in $(seq 100); do grep -q mounted '{2}.log' && break; sleep 0.1; done; "
                  "cat '{2}/etc/hostname'; kill -TERM $child; wait $child; echo \"[$?]\"",
                  kCommand, vm(), mount_point));
  EXPECT_EQ(output, "demo-server\n[0]\n");
  EXPECT_FALSE(is_mounted());
}

TEST_F(EndToEndMount, AFileThatIsOpenMakesItBusy) {
  VIXMOUNT_REQUIRE_ROOT();
  ASSERT_EQ(vixmount(fmt::format("mount -a {} --volume 2 {}", vm(), mount_point)).exit_code, 0);
  {
    std::ifstream open_file(mount_point + "/etc/hostname");
    EXPECT_EQ(vixmount("umount " + mount_point).exit_code, 11);
    EXPECT_TRUE(is_mounted());
    EXPECT_EQ(vixmount("umount --lazy " + mount_point).exit_code, 0);
    EXPECT_FALSE(is_mounted());
  }
  EXPECT_TRUE(process_ends());
}

TEST_F(EndToEndMount, AnOrdinaryUser) {
  VIXMOUNT_REQUIRE_ROOT();
  VIXMOUNT_REQUIRE_PROGRAM("setpriv");
  VIXMOUNT_REQUIRE_PROGRAM("fusermount3");
  const std::string as_user = "setpriv --reuid=65534 --regid=65534 --clear-groups ";
  if (run(as_user + "test -x '" + kCommand + "' && echo yes || true") != "yes\n")
    GTEST_SKIP() << "the build folder is closed to ordinary users";
  const DeviceMode open_to_all(0666);
  host::permissions(folder.path(), host::perms(0777));
  ::chown(mount_point.c_str(), 65534, 65534);
  const auto result = vixmount(fmt::format("mount -a {} {}", vm(), mount_point), as_user);
  ASSERT_EQ(result.exit_code, 0) << result.out;
  EXPECT_EQ(run(as_user + "cat '" + mount_point + "/etc/hostname'"), "demo-server\n");
  EXPECT_EQ(run(as_user + "cat '" + mount_point + "/boot/grub.cfg'"), "menuentry \"Debian\"\n");
  EXPECT_EQ(vixmount("umount " + mount_point, as_user).exit_code, 0);
  EXPECT_TRUE(process_ends());
}

TEST_F(EndToEndMount, SwapIsRefusedAndNothingIsLeft) {
  const auto result = vixmount(fmt::format("mount -a {} --volume 3 {}", vm(), mount_point));
  EXPECT_EQ(result.exit_code, 7);
  EXPECT_NE(result.out.find("swap"), std::string::npos);
  EXPECT_FALSE(is_mounted());
  EXPECT_TRUE(process_ends());
}

}  // namespace
}  // namespace vixmount::test
