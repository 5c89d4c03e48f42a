// VixMntapi on a Windows guest: what GetOsInfo and GetVolumeInfo tell.
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <unistd.h>

#include "capi/client.hpp"
#include "support/windows_disks.hpp"
#include "vixMntapi.h"

namespace vixmount::test {
namespace {

class WindowsSet : public testing::Test {
 protected:
  void SetUp() override {
    VIXMOUNT_REQUIRE_WINDOWS_DISKS();
    ASSERT_EQ(VixMntapi_Init(1, 0, remember_log, remember_warning, fail_on_panic, nullptr,
                             mounts_.path().c_str()),
              VIX_OK);
    ASSERT_EQ(VixDiskLib_Connect(nullptr, &connection_), VIX_OK);
    started_ = true;
    const auto path = "raw:" + windows_disk("mbr.raw");
    const char* names[] = {path.c_str()};
    ASSERT_EQ(VixMntapi_OpenDisks(connection_, names, 1, VIXDISKLIB_FLAG_OPEN_READ_ONLY, &set_),
              VIX_OK);
  }
  void TearDown() override {
    if (!started_) return;
    VixMntapi_CloseDiskSet(set_);
    VixDiskLib_Disconnect(connection_);
    VixMntapi_Exit();
  }

  std::vector<std::string> mount_points(VixVolumeHandle volume) {
    std::vector<std::string> paths;
    EXPECT_EQ(VixMntapi_MountVolume(volume, TRUE), VIX_OK);
    VixVolumeInfo* info = nullptr;
    EXPECT_EQ(VixMntapi_GetVolumeInfo(volume, &info), VIX_OK);
    if (info == nullptr) return paths;
    EXPECT_EQ(info->type, VIXMNTAPI_BASIC_PARTITION);
    char* const* const array = info->inGuestMountPoints;
    for (std::size_t i = 0; i < info->numGuestMountPoints; ++i) paths.emplace_back(array[i]);
    VixMntapi_FreeVolumeInfo(info);
    return paths;
  }

  TemporaryFolder mounts_;
  bool started_ = false;
  VixDiskLibConnection connection_ = nullptr;
  VixDiskSetHandle set_ = nullptr;
};

TEST_F(WindowsSet, TellsTheSystem) {
  VixOsInfo* system = nullptr;
  ASSERT_EQ(VixMntapi_GetOsInfo(set_, &system), VIX_OK);
  EXPECT_EQ(system->family, VIXMNTAPI_WINDOWS);
  EXPECT_EQ(system->majorVersion, 10U);
  EXPECT_EQ(system->minorVersion, 0U);
  EXPECT_EQ(system->osIs64Bit, TRUE);
  EXPECT_STREQ(system->vendor, "Microsoft");
  EXPECT_STREQ(system->edition, "Windows 11 Pro");
  EXPECT_STREQ(system->osFolder, "C:\\Windows");
  VixMntapi_FreeOsInfo(system);
}

TEST_F(WindowsSet, TellsTheDriveLetters) {
  std::size_t count = 0;
  VixVolumeHandle* volumes = nullptr;
  ASSERT_EQ(VixMntapi_GetVolumeHandles(set_, &count, &volumes), VIX_OK);
  ASSERT_EQ(count, 2U);
  EXPECT_EQ(mount_points(volumes[0]), std::vector<std::string>{"C:\\"});
  EXPECT_EQ(mount_points(volumes[1]), (std::vector<std::string>{"D:\\", "C:\\Data\\"}));
  VixMntapi_FreeVolumeHandles(volumes);
}

}  // namespace
}  // namespace vixmount::test
