// VixMntapi on a small VM: a GPT disk with /boot, root and swap and two snapshots, made by
// scripts/make_plain_vm.sh. The worker processes are real.
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "capi/client.hpp"
#include "support/made_once.hpp"
#include "support/support.hpp"
#include "vixMntapi.h"

namespace vixmount::test {
namespace {

std::string vm_file(const std::string& name) { return (plain_vm() / name).string(); }

bool can_mount() {
  for (const char* const program :
       {"qemu-img", "qemu-io", "mke2fs", "sfdisk", "debugfs", "python3"})
    if (!have_program(program)) return false;
  return ::access("/dev/fuse", R_OK | W_OK) == 0;
}

int mounts_below(const std::string& folder) {
  std::ifstream table("/proc/self/mountinfo");
  int count = 0;
  for (std::string line; std::getline(table, line);)
    if (line.find(" " + folder + "/") != std::string::npos) ++count;
  return count;
}

class Mounting : public testing::Test {
 protected:
  void SetUp() override {
    if (!can_mount()) GTEST_SKIP() << "needs qemu-utils, e2fsprogs, sfdisk, python3 and /dev/fuse";
    Messages::clear();
    mounts_ = std::make_unique<TemporaryFolder>();
    ASSERT_EQ(VixMntapi_Init(1, 0, remember_log, remember_warning, fail_on_panic, nullptr,
                             mounts_->path().c_str()),
              VIX_OK);
    ASSERT_EQ(VixDiskLib_Connect(nullptr, &connection_), VIX_OK);
    started_ = true;
  }
  void TearDown() override {
    if (!started_) return;
    VixDiskLib_Disconnect(connection_);
    VixMntapi_Exit();
    EXPECT_EQ(mounts_below(mounts_->path()), 0);
    EXPECT_TRUE(std::filesystem::is_empty(mounts_->path()));
  }

  VixDiskSetHandle open(uint32 flags = VIXDISKLIB_FLAG_OPEN_READ_ONLY) {
    const auto path = vm_file("server-000002.vmdk");
    const char* names[] = {path.c_str()};
    VixDiskSetHandle set = nullptr;
    const auto error = VixMntapi_OpenDisks(connection_, names, 1, flags, &set);
    EXPECT_EQ(error, VIX_OK) << VixDiskLib_GetErrorText(error, nullptr);
    return set;
  }
  static std::vector<VixVolumeHandle> volumes(VixDiskSetHandle set) {
    std::size_t count = 0;
    VixVolumeHandle* array = nullptr;
    EXPECT_EQ(VixMntapi_GetVolumeHandles(set, &count, &array), VIX_OK);
    const std::vector<VixVolumeHandle> handles(array, array + count);
    VixMntapi_FreeVolumeHandles(array);
    return handles;
  }
  // The folder of a mounted volume, and the guest's mount points on it.
  static std::string folder_of(VixVolumeHandle volume, std::vector<std::string>* points = nullptr) {
    VixVolumeInfo* info = nullptr;
    EXPECT_EQ(VixMntapi_GetVolumeInfo(volume, &info), VIX_OK);
    EXPECT_EQ(info->isMounted, TRUE);
    const std::string folder = info->symbolicLink;
    for (std::size_t i = 0; points != nullptr && i < info->numGuestMountPoints; ++i)
      points->emplace_back(info->inGuestMountPoints[i]);
    VixMntapi_FreeVolumeInfo(info);
    return folder;
  }

  std::unique_ptr<TemporaryFolder> mounts_;
  VixDiskLibConnection connection_ = nullptr;
  bool started_ = false;
};

TEST_F(Mounting, TheSevenSteps) {
  const auto set = open();
  VixDiskSetInfo* set_info = nullptr;
  ASSERT_EQ(VixMntapi_GetDiskSetInfo(set, &set_info), VIX_OK);
  EXPECT_EQ(set_info->openFlags, std::uint32_t{VIXDISKLIB_FLAG_OPEN_READ_ONLY});
  EXPECT_EQ(set_info->mountPath, mounts_->path().string());
  VixMntapi_FreeDiskSetInfo(set_info);

  const auto handles = volumes(set);
  ASSERT_EQ(handles.size(), 3U);
  VixOsInfo* system = nullptr;
  ASSERT_EQ(VixMntapi_GetOsInfo(set, &system), VIX_OK);
  EXPECT_EQ(system->family, VIXMNTAPI_OTHER);
  EXPECT_EQ(system->majorVersion, 12U);
  EXPECT_EQ(system->minorVersion, 0U);
  EXPECT_EQ(system->osIs64Bit, TRUE);
  EXPECT_EQ(std::string(system->vendor), "Debian GNU/Linux");
  EXPECT_STREQ(system->edition, "Debian GNU/Linux 12 (bookworm)");
  EXPECT_STREQ(system->osFolder, "/");
  VixMntapi_FreeOsInfo(system);

  VixVolumeInfo* info = nullptr;
  ASSERT_EQ(VixMntapi_GetVolumeInfo(handles[1], &info), VIX_OK);
  EXPECT_EQ(info->type, VIXMNTAPI_GPT_PARTITION);
  EXPECT_EQ(info->isMounted, FALSE);
  EXPECT_EQ(info->symbolicLink, nullptr);
  EXPECT_EQ(info->numGuestMountPoints, 0U);
  VixMntapi_FreeVolumeInfo(info);

  ASSERT_EQ(VixMntapi_MountVolume(handles[1], TRUE), VIX_OK);
  ASSERT_EQ(VixMntapi_MountVolume(handles[0], FALSE), VIX_OK) << "the set is read-only anyway";
  std::vector<std::string> root_points;
  std::vector<std::string> boot_points;
  const auto root = folder_of(handles[1], &root_points);
  const auto boot = folder_of(handles[0], &boot_points);
  EXPECT_EQ(root_points, (std::vector<std::string>{"/"}));
  EXPECT_EQ(boot_points, (std::vector<std::string>{"/boot"}));
  EXPECT_EQ(root.find(mounts_->path().string() + "/"), 0U) << root;
  EXPECT_EQ(read_file(root + "/home/anna/report.txt"), "written after the second snapshot\n");
  EXPECT_EQ(read_file(boot + "/grub.cfg"), "menuentry \"Debian\"\n");
  EXPECT_EQ(::open((root + "/new").c_str(), O_WRONLY | O_CREAT, 0600), -1);
  EXPECT_EQ(errno, EROFS);

  EXPECT_EQ(VixMntapi_DismountVolume(handles[1], FALSE), VIX_OK);
  EXPECT_EQ(VixMntapi_CloseDiskSet(set), VIX_OK) << "with a volume mounted";
}

TEST_F(Mounting, SecondMountsAndDismountsHaveTheirCodes) {
  const auto set = open();
  const auto handles = volumes(set);
  EXPECT_EQ(VixMntapi_DismountVolume(handles[1], FALSE), VIX_E_MNTAPI_VOLUME_NOT_MOUNTED);
  EXPECT_EQ(VixMntapi_MountVolume(handles[1], TRUE), VIX_OK);
  EXPECT_EQ(VixMntapi_MountVolume(handles[1], TRUE), VIX_E_MNTAPI_VOLUME_ALREADY_MOUNTED);
  EXPECT_EQ(VixMntapi_DismountVolume(handles[1], FALSE), VIX_OK);
  EXPECT_EQ(VixMntapi_DismountVolume(handles[1], TRUE), VIX_E_MNTAPI_VOLUME_NOT_MOUNTED);
  EXPECT_TRUE(Messages::warnings().empty()) << Messages::warnings().front();
  EXPECT_EQ(VixMntapi_MountVolume(handles[1], TRUE), VIX_OK);
  EXPECT_EQ(VixMntapi_CloseDiskSet(set), VIX_OK);
  EXPECT_EQ(VixMntapi_CloseDiskSet(set), VIX_E_INVALID_HANDLE);
  EXPECT_EQ(VixMntapi_MountVolume(handles[1], TRUE), VIX_E_INVALID_HANDLE);
}

TEST_F(Mounting, VolumesWithoutFilesAreDescribedAndNotMounted) {
  const auto set = open();
  const auto handles = volumes(set);
  VixVolumeInfo* info = nullptr;
  EXPECT_EQ(VixMntapi_GetVolumeInfo(handles[2], &info), VIX_OK);
  VixMntapi_FreeVolumeInfo(info);
  EXPECT_EQ(VixMntapi_MountVolume(handles[2], TRUE), VIX_E_MNTAPI_NO_MOUNTABLE_PARTITONS);
  EXPECT_TRUE(Messages::any_warning_has("swap"));
  const std::string text = VixDiskLib_GetErrorText(VIX_E_MNTAPI_NO_MOUNTABLE_PARTITONS, nullptr);
  EXPECT_NE(text.find("swap"), std::string::npos) << text;
  EXPECT_EQ(VixMntapi_CloseDiskSet(set), VIX_OK);
}

TEST_F(Mounting, ADamagedVolumeSaysSo) {
  const TemporaryFolder folder;
  const auto raw = folder.file("damaged.raw");
  run("cp --sparse=always '" + vm_file("server-current.raw") + "' '" + raw + "' && chmod u+w '" +
      raw + "'");
  // The root volume's superblock says blocks of 2^(10 + 99) bytes, and its copies are gone.
  run("cd '" + folder.path().string() + "' && dd if=/dev/zero of=damaged.raw bs=1024 " +
      "seek=$((17 * 1024 + 2)) count=$((200 * 1024 - 2)) conv=notrunc status=none && " +
      "printf '\\143' | dd of=damaged.raw bs=1 seek=$((17 * 1048576 + 1024 + 24)) " +
      "conv=notrunc status=none");
  const auto name = "raw:" + raw;
  const char* names[] = {name.c_str()};
  VixDiskSetHandle set = nullptr;
  ASSERT_EQ(VixMntapi_OpenDisks(connection_, names, 1, 4, &set), VIX_OK);
  const auto handles = volumes(set);
  ASSERT_EQ(handles.size(), 3U);
  EXPECT_EQ(VixMntapi_MountVolume(handles[1], TRUE), VIX_E_MNTAPI_CANT_READ_PARTS);
  EXPECT_EQ(VixMntapi_MountVolume(handles[0], TRUE), VIX_OK) << "the others are not concerned";
  VixOsInfo* system = nullptr;
  EXPECT_EQ(VixMntapi_GetOsInfo(set, &system), VIX_E_MNTAPI_UNSUPPROTED_OS);
  EXPECT_EQ(system, nullptr);
  EXPECT_EQ(VixMntapi_CloseDiskSet(set), VIX_OK);
}

TEST_F(Mounting, ReadWriteIsNotSupportedYet) {
  const auto set = open(0);
  const auto handles = volumes(set);
  EXPECT_EQ(VixMntapi_MountVolume(handles[1], FALSE), VIX_E_NOT_SUPPORTED);
  EXPECT_TRUE(Messages::any_warning_has("read-only"));
  EXPECT_EQ(VixMntapi_MountVolume(handles[1], 4), VIX_OK) << "any true value";
  EXPECT_EQ(VixMntapi_CloseDiskSet(set), VIX_OK);
}

TEST_F(Mounting, OpenFilesHoldADismountThatIsNotForced) {
  const auto set = open();
  const auto handles = volumes(set);
  ASSERT_EQ(VixMntapi_MountVolume(handles[1], TRUE), VIX_OK);
  const int file = ::open((folder_of(handles[1]) + "/etc/hostname").c_str(), O_RDONLY);
  ASSERT_GE(file, 0);
  EXPECT_EQ(VixMntapi_DismountVolume(handles[1], FALSE), VIX_E_MNTAPI_OPEN_HANDLES);
  EXPECT_EQ(VixMntapi_DismountVolume(handles[1], 0x40), VIX_OK);
  ::close(file);
  EXPECT_EQ(VixMntapi_CloseDiskSet(set), VIX_OK);
}

TEST_F(Mounting, ASetOfOpenHandlesFollowsTheirPathsAndFlags) {
  VixDiskLibHandle disks[2] = {};
  const auto before = std::filesystem::current_path();
  std::filesystem::current_path(plain_vm());
  EXPECT_EQ(VixDiskLib_Open(connection_, "server-000002.vmdk", 0, &disks[0]), VIX_OK);
  std::filesystem::current_path(before);
  EXPECT_EQ(VixDiskLib_Open(connection_, ("raw:" + vm_file("server-current.raw")).c_str(),
                            VIXDISKLIB_FLAG_OPEN_READ_ONLY, &disks[1]),
            VIX_OK);
  VixDiskSetHandle set = nullptr;
  ASSERT_EQ(VixMntapi_OpenDiskSet(disks, 2, 0, &set), VIX_OK);
  const auto handles = volumes(set);
  ASSERT_EQ(handles.size(), 6U);
  EXPECT_EQ(VixMntapi_MountVolume(handles[4], FALSE), VIX_OK) << "a disk is open read-only";
  EXPECT_EQ(read_file(folder_of(handles[4]) + "/etc/hostname"), "demo-server\n");
  EXPECT_EQ(VixMntapi_CloseDiskSet(set), VIX_OK);
  EXPECT_EQ(VixDiskLib_Close(disks[0]), VIX_OK);
  EXPECT_EQ(VixMntapi_OpenDiskSet(disks, 2, 4, &set), VIX_E_INVALID_ARG);
  EXPECT_EQ(set, nullptr);
  EXPECT_EQ(VixDiskLib_Close(disks[1]), VIX_OK);
}

TEST_F(Mounting, MissingArgumentsAreAnswered) {
  VixDiskSetHandle set = nullptr;
  const char* no_name[] = {nullptr};
  const char* empty_name[] = {""};
  const char* absent[] = {"/no/such.vmdk"};
  EXPECT_EQ(VixMntapi_OpenDisks(connection_, nullptr, 1, 4, &set), VIX_E_INVALID_ARG);
  EXPECT_EQ(VixMntapi_OpenDisks(connection_, no_name, 1, 4, &set), VIX_E_INVALID_ARG);
  EXPECT_EQ(VixMntapi_OpenDisks(connection_, absent, 0, 4, &set), VIX_E_INVALID_ARG);
  EXPECT_EQ(VixMntapi_OpenDisks(connection_, absent, 1, 4, nullptr), VIX_E_INVALID_ARG);
  EXPECT_EQ(VixMntapi_OpenDisks(connection_, empty_name, 1, 4, &set), VIX_E_FILE_NAME_INVALID);
  EXPECT_EQ(VixMntapi_OpenDisks(nullptr, absent, 1, 4, &set), VIX_E_DISK_INVALID_CONNECTION);
  EXPECT_EQ(VixMntapi_OpenDisks(connection_, absent, 1, 4, &set), VIX_E_FILE_NOT_FOUND);
  EXPECT_TRUE(Messages::any_warning_has("/no/such.vmdk"));
  EXPECT_EQ(VixMntapi_OpenDiskSet(nullptr, 1, 4, &set), VIX_E_INVALID_ARG);
  EXPECT_EQ(VixMntapi_CloseDiskSet(nullptr), VIX_E_INVALID_HANDLE);
  EXPECT_EQ(VixMntapi_MountVolume(nullptr, TRUE), VIX_E_INVALID_HANDLE);
  EXPECT_EQ(VixMntapi_DismountVolume(nullptr, TRUE), VIX_E_INVALID_HANDLE);
  EXPECT_EQ(VixMntapi_GetVolumeInfo(nullptr, nullptr), VIX_E_INVALID_HANDLE);
  EXPECT_EQ(VixMntapi_GetOsInfo(nullptr, nullptr), VIX_E_INVALID_HANDLE);
  EXPECT_EQ(VixMntapi_GetDiskSetInfo(nullptr, nullptr), VIX_E_INVALID_HANDLE);
  std::size_t count = 7;
  EXPECT_EQ(VixMntapi_GetVolumeHandles(nullptr, &count, nullptr), VIX_E_INVALID_HANDLE);
  EXPECT_EQ(count, 0U);
  VixMntapi_FreeVolumeHandles(nullptr);
  VixMntapi_FreeVolumeInfo(nullptr);
  VixMntapi_FreeOsInfo(nullptr);
  VixMntapi_FreeDiskSetInfo(nullptr);
}

TEST_F(Mounting, SeveralSetsInSeveralThreads) {
  std::vector<std::jthread> threads;
  for (int i = 0; i < 3; ++i) {
    threads.emplace_back([this] {
      const auto set = open();
      const auto handles = volumes(set);
      EXPECT_EQ(VixMntapi_MountVolume(handles[1], TRUE), VIX_OK);
      EXPECT_EQ(read_file(folder_of(handles[1]) + "/etc/hostname"), "demo-server\n");
      EXPECT_EQ(VixMntapi_CloseDiskSet(set), VIX_OK);
    });
  }
}

TEST_F(Mounting, ExitClosesWhatIsOpen) {
  const auto set = open();
  const auto handles = volumes(set);
  EXPECT_EQ(VixMntapi_MountVolume(handles[1], TRUE), VIX_OK);
  EXPECT_EQ(mounts_below(mounts_->path()), 1);  // TearDown looks again
}

TEST(MountStart, VersionsAndOrder) {
  VixDiskSetHandle set = nullptr;
  EXPECT_EQ(VixMntapi_OpenDiskSet(nullptr, 1, 4, &set), VIX_E_DISK_NOINIT);
  EXPECT_EQ(VixMntapi_MountVolume(nullptr, TRUE), VIX_E_DISK_NOINIT);
  EXPECT_EQ(VixMntapi_Init(2, 0, nullptr, nullptr, nullptr, nullptr, nullptr),
            VIX_E_MNTAPI_INCOMPATIBLE_VERSION);
  EXPECT_EQ(VixMntapi_Init(1, 1, nullptr, nullptr, nullptr, nullptr, "/no/such/file"), VIX_OK);
  EXPECT_EQ(VixMntapi_Init(1, 0, nullptr, nullptr, nullptr, nullptr, nullptr), VIX_OK);
  VixMntapi_Exit();
  EXPECT_EQ(VixMntapi_MountVolume(nullptr, TRUE), VIX_E_INVALID_HANDLE);
  VixMntapi_Exit();
  EXPECT_EQ(VixMntapi_MountVolume(nullptr, TRUE), VIX_E_DISK_NOINIT);
  VixMntapi_Exit();  // one too many
  VixDiskLibConnection connection = nullptr;
  EXPECT_EQ(VixDiskLib_Connect(nullptr, &connection), VIX_E_DISK_NOINIT);
}

TEST(MountStart, WithoutCallbacksThoseOfTheDiskLibraryAreUsed) {
  const Session session;
  ASSERT_EQ(VixMntapi_Init(1, 0, nullptr, nullptr, nullptr, nullptr, nullptr), VIX_OK);
  EXPECT_EQ(VixMntapi_CloseDiskSet(nullptr), VIX_E_INVALID_HANDLE);
  EXPECT_TRUE(Messages::any_warning_has("VixMntapi_CloseDiskSet"));
  const std::string text = VixDiskLib_GetErrorText(VIX_E_INVALID_HANDLE, nullptr);
  EXPECT_NE(text.find("the disk set is not open"), std::string::npos) << text;
  VixMntapi_Exit();
}

}  // namespace
}  // namespace vixmount::test
