// The calls of later releases: they check what they are given and say that they are not there.
#include <string>

#include <gtest/gtest.h>

#include "capi/client.hpp"
#include "support/support.hpp"
#include "vixDiskLib.h"

namespace vixmount::test {
namespace {

constexpr std::size_t kOldestCreateParamsSize = 24;

class Changing : public testing::Test {
 protected:
  void SetUp() override {
    write_file(folder_.file("disk.raw"), std::string(1 << 20, 'x'));
    disk_ = session_.open("raw:" + folder_.file("disk.raw"), 0);
    params_.diskType = VIXDISKLIB_DISK_MONOLITHIC_SPARSE;
    params_.adapterType = VIXDISKLIB_ADAPTER_SCSI_LSILOGIC;
    params_.capacity = 2048;
  }
  TemporaryFolder folder_;
  Session session_;
  VixDiskLibHandle disk_ = nullptr;
  VixDiskLibCreateParams params_{};
};

TEST_F(Changing, IsNotSupported) {
  const auto connection = session_.connection();
  uint8 sector[512] = {};
  uint64 bytes = 0;
  EXPECT_EQ(VixDiskLib_Write(disk_, 0, 1, sector), VIX_E_NOT_SUPPORTED);
  EXPECT_EQ(VixDiskLib_WriteAsync(
                disk_, 0, 1, sector, [](void*, VixError) { FAIL(); }, nullptr),
            VIX_E_NOT_SUPPORTED);
  EXPECT_EQ(VixDiskLib_WriteMetadata(disk_, "k", "v"), VIX_E_NOT_SUPPORTED);
  EXPECT_EQ(VixDiskLib_Create(connection, "x", &params_, nullptr, nullptr), VIX_E_NOT_SUPPORTED);
  EXPECT_EQ(VixDiskLib_CreateChild(disk_, "x", VIXDISKLIB_DISK_SPLIT_SPARSE, nullptr, nullptr),
            VIX_E_NOT_SUPPORTED);
  EXPECT_EQ(VixDiskLib_Unlink(connection, "x"), VIX_E_NOT_SUPPORTED);
  EXPECT_EQ(VixDiskLib_Grow(connection, "x", 9, FALSE, nullptr, nullptr), VIX_E_NOT_SUPPORTED);
  EXPECT_EQ(VixDiskLib_Shrink(disk_, nullptr, nullptr), VIX_E_NOT_SUPPORTED);
  EXPECT_EQ(VixDiskLib_Defragment(disk_, nullptr, nullptr), VIX_E_NOT_SUPPORTED);
  EXPECT_EQ(VixDiskLib_Rename("x", "y"), VIX_E_NOT_SUPPORTED);
  EXPECT_EQ(VixDiskLib_Clone(connection, "x", connection, "y", &params_, nullptr, nullptr, FALSE),
            VIX_E_NOT_SUPPORTED);
  EXPECT_EQ(VixDiskLib_SpaceNeededForClone(disk_, VIXDISKLIB_DISK_UNKNOWN, &bytes),
            VIX_E_NOT_SUPPORTED);
  EXPECT_EQ(VixDiskLib_IsAttachPossible(disk_, disk_), VIX_E_NOT_SUPPORTED);
  EXPECT_EQ(VixDiskLib_Attach(disk_, disk_), VIX_E_NOT_SUPPORTED);
  EXPECT_EQ(VixDiskLib_CheckRepair(connection, "x", FALSE), VIX_E_NOT_SUPPORTED);
}

TEST_F(Changing, ChecksItsArguments) {
  const auto connection = session_.connection();
  EXPECT_EQ(VixDiskLib_Create(nullptr, "x", &params_, nullptr, nullptr),
            VIX_E_DISK_INVALID_CONNECTION);
  EXPECT_EQ(VixDiskLib_Create(connection, nullptr, &params_, nullptr, nullptr), VIX_E_INVALID_ARG);
  EXPECT_EQ(VixDiskLib_Create(connection, "x", nullptr, nullptr, nullptr), VIX_E_INVALID_ARG);
  params_.diskType = static_cast<VixDiskLibDiskType>(77);
  EXPECT_EQ(VixDiskLib_Create(connection, "x", &params_, nullptr, nullptr), VIX_E_INVALID_ARG);
  EXPECT_EQ(VixDiskLib_CreateChild(disk_, nullptr, VIXDISKLIB_DISK_SPLIT_SPARSE, nullptr, nullptr),
            VIX_E_INVALID_ARG);
  EXPECT_EQ(VixDiskLib_CreateChild(disk_, "x", VIXDISKLIB_DISK_VMFS_FLAT, nullptr, nullptr),
            VIX_E_INVALID_ARG);
  EXPECT_EQ(VixDiskLib_WriteMetadata(disk_, nullptr, "v"), VIX_E_INVALID_ARG);
  EXPECT_EQ(VixDiskLib_Unlink(connection, nullptr), VIX_E_INVALID_ARG);
  EXPECT_EQ(VixDiskLib_Rename("x", nullptr), VIX_E_INVALID_ARG);
  EXPECT_EQ(VixDiskLib_Clone(connection, "x", nullptr, "y", nullptr, nullptr, nullptr, FALSE),
            VIX_E_DISK_INVALID_CONNECTION);
  EXPECT_EQ(VixDiskLib_SpaceNeededForClone(disk_, VIXDISKLIB_DISK_UNKNOWN, nullptr),
            VIX_E_INVALID_ARG);
  EXPECT_EQ(VixDiskLib_IsAttachPossible(nullptr, nullptr), VIX_E_INVALID_ARG);
  EXPECT_EQ(VixDiskLib_Attach(disk_, nullptr), VIX_E_INVALID_ARG);
}

TEST_F(Changing, AnOldCallersCreateParametersAreNotReadBeyondTheirEnd) {
  const AtPageEnd memory(kOldestCreateParamsSize);
  auto* const params = static_cast<VixDiskLibCreateParams*>(memory.get());
  params->diskType = VIXDISKLIB_DISK_MONOLITHIC_SPARSE;
  params->adapterType = VIXDISKLIB_ADAPTER_IDE;
  EXPECT_EQ(VixDiskLib_Create(session_.connection(), "x", params, nullptr, nullptr),
            VIX_E_NOT_SUPPORTED);
}

}  // namespace
}  // namespace vixmount::test
