// Encrypted volumes through VixMntapi: the list of keys that the configuration names. The disk was
// made by cryptsetup and a Linux kernel.
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "capi/client.hpp"
#include "support/made_once.hpp"
#include "support/support.hpp"
#include "vixMntapi.h"

namespace vixmount::test {
namespace {

class KeysOfSets : public testing::Test {
 protected:
  void SetUp() override {
    for (const auto* program : {"linux.uml", "cryptsetup", "sfdisk", "mke2fs"})
      if (!have_program(program))
        GTEST_SKIP() << "needs user-mode-linux, cryptsetup, fdisk and e2fsprogs";
    if (::access("/dev/fuse", R_OK | W_OK) != 0) GTEST_SKIP() << "needs /dev/fuse";
    disk_ = encrypted_disk();
    write_file(folder_.file("vixmount.conf"), "tmpDirectory = \"" + folder_.path().string() +
                                                  "\"\nvixmount.keyFile = \"" +
                                                  folder_.file("keys") + "\"\n");
  }
  void TearDown() override {
    if (connection_ == nullptr) return;
    VixDiskLib_Disconnect(connection_);
    VixMntapi_Exit();
  }

  void write_keys(const std::string& content, mode_t mode = 0600) {
    write_file(folder_.file("keys"), content);
    ASSERT_EQ(::chmod(folder_.file("keys").c_str(), mode), 0);
  }

  VixError open() {
    if (connection_ == nullptr) {
      Messages::clear();
      EXPECT_EQ(VixMntapi_Init(1, 0, remember_log, remember_warning, fail_on_panic, nullptr,
                               folder_.file("vixmount.conf").c_str()),
                VIX_OK);
      EXPECT_EQ(VixDiskLib_Connect(nullptr, &connection_), VIX_OK);
    }
    const auto name = "raw:" + (disk_ / "disk.raw").string();
    const char* names[] = {name.c_str()};
    return VixMntapi_OpenDisks(connection_, names, 1, VIXDISKLIB_FLAG_OPEN_READ_ONLY, &set_);
  }
  std::vector<VixVolumeHandle> volumes() const {
    std::size_t count = 0;
    VixVolumeHandle* array = nullptr;
    EXPECT_EQ(VixMntapi_GetVolumeHandles(set_, &count, &array), VIX_OK);
    std::vector<VixVolumeHandle> handles(array, array + count);
    VixMntapi_FreeVolumeHandles(array);
    return handles;
  }
  static VixVolumeType type_of(VixVolumeHandle volume, std::string* folder = nullptr) {
    VixVolumeInfo* info = nullptr;
    EXPECT_EQ(VixMntapi_GetVolumeInfo(volume, &info), VIX_OK);
    const auto type = info->type;
    if (folder != nullptr) *folder = info->symbolicLink;
    VixMntapi_FreeVolumeInfo(info);
    return type;
  }

  TemporaryFolder folder_;
  std::filesystem::path disk_;
  VixDiskLibConnection connection_ = nullptr;
  VixDiskSetHandle set_ = nullptr;
};

TEST_F(KeysOfSets, VolumesAreMountedWithTheKeysOfTheList) {
  write_keys("# the VM's keys\nall:key:open sesame\n/dev/sda3:file:" + (disk_ / "pass3").string() +
             "\n");
  ASSERT_EQ(open(), VIX_OK) << VixDiskLib_GetErrorText(VIX_OK, nullptr);
  const auto handles = volumes();
  ASSERT_EQ(handles.size(), 3U);
  const std::vector<std::string> files = {"plain.txt", "root.txt", "data.txt"};
  const std::vector<std::string> contents = {"in the clear\n", "behind the first lock\n",
                                             "behind the second lock\n"};
  for (std::size_t i = 0; i < handles.size(); ++i) {
    ASSERT_EQ(VixMntapi_MountVolume(handles[i], TRUE), VIX_OK);
    std::string place;
    EXPECT_EQ(type_of(handles[i], &place), VIXMNTAPI_GPT_PARTITION) << "what it lies in";
    EXPECT_EQ(read_file(place + "/" + files[i]), contents[i]);
  }
  VixMntapi_CloseDiskSet(set_);
  for (const auto& line : Messages::log())
    EXPECT_EQ(line.find("sesame"), std::string::npos) << line;
}

TEST_F(KeysOfSets, ALockedVolumeIsThereAndSaysWhatItNeeds) {
  write_keys("all:key:open sesame\n");
  ASSERT_EQ(open(), VIX_OK);
  const auto handles = volumes();
  ASSERT_EQ(handles.size(), 3U);
  EXPECT_EQ(VixMntapi_MountVolume(handles[2], TRUE), VIX_E_DISK_NEEDKEY);
  EXPECT_TRUE(Messages::any_warning_has("volume 3 is locked"));
  EXPECT_TRUE(Messages::any_warning_has("vixmount.keyFile"));
  EXPECT_EQ(type_of(handles[2]), VIXMNTAPI_GPT_PARTITION);
  VixMntapi_CloseDiskSet(set_);
}

TEST_F(KeysOfSets, AListThatOthersMayReadIsRefused) {
  write_keys("all:key:open sesame\n", 0640);
  EXPECT_EQ(open(), VIX_E_FILE_ACCESS_ERROR);
  EXPECT_EQ(set_, nullptr);
  EXPECT_TRUE(Messages::any_warning_has("chmod 600"));
  // The list is read at each opening: what was mended is used without a new start.
  write_keys("all:key:open sesame\n");
  EXPECT_EQ(open(), VIX_OK);
  VixMntapi_CloseDiskSet(set_);
}

TEST_F(KeysOfSets, AListThatIsNotThereOrMakesNoSense) {
  EXPECT_EQ(open(), VIX_E_FILE_NOT_FOUND);
  write_keys("open sesame\n");
  EXPECT_EQ(open(), VIX_E_INVALID_ARG);
  EXPECT_TRUE(Messages::any_warning_has("line 1"));
  EXPECT_FALSE(Messages::any_warning_has("sesame"));
}

}  // namespace
}  // namespace vixmount::test
