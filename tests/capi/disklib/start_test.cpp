// VixDiskLib_InitEx, Exit and what works without them.
#include <cstdlib>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "capi/client.hpp"
#include "support/support.hpp"
#include "vixDiskLib.h"

namespace vixmount::test {
namespace {

TEST(Start, EveryVersionIsAccepted) {
  for (const auto& [major, minor] : std::vector<std::pair<uint32, uint32>>{
           {1, 0}, {1, 2}, {5, 5}, {6, 0}, {6, 5}, {6, 7}, {6, 8}, {7, 0}, {8, 0}, {9, 0}}) {
    EXPECT_EQ(
        VixDiskLib_InitEx(major, minor, nullptr, nullptr, nullptr, "/no/such/folder", nullptr),
        VIX_OK);
    VixDiskLib_Exit();
    EXPECT_EQ(VixDiskLib_Init(major, minor, nullptr, nullptr, nullptr, nullptr), VIX_OK);
    VixDiskLib_Exit();
  }
}

TEST(Start, ConfigurationFilesThatCannotBeReadAreNoErrorAndNoWarning) {
  const TemporaryFolder folder;
  for (const auto& file : {std::string("/no/such/file"), folder.path().string(), std::string(),
                           std::string("/dev/zero")}) {
    const Session session(file.c_str());
    EXPECT_NE(session.connection(), nullptr);
    EXPECT_TRUE(Messages::warnings().empty()) << file;
  }
}

TEST(Start, CallsBeforeItAreRefused) {
  VixDiskLibConnection connection = nullptr;
  VixDiskLibHandle disk = nullptr;
  VixDiskLibInfo* info = nullptr;
  uint32 cleaned = 7;
  uint32 remaining = 7;
  uint8 sector[512];
  EXPECT_EQ(VixDiskLib_Connect(nullptr, &connection), VIX_E_DISK_NOINIT);
  EXPECT_EQ(VixDiskLib_ConnectEx(nullptr, TRUE, nullptr, nullptr, &connection), VIX_E_DISK_NOINIT);
  EXPECT_EQ(VixDiskLib_Open(nullptr, "x.vmdk", 0, &disk), VIX_E_DISK_NOINIT);
  EXPECT_EQ(VixDiskLib_GetInfo(nullptr, &info), VIX_E_DISK_NOINIT);
  EXPECT_EQ(VixDiskLib_Read(nullptr, 0, 1, sector), VIX_E_DISK_NOINIT);
  EXPECT_EQ(VixDiskLib_Close(nullptr), VIX_E_DISK_NOINIT);
  EXPECT_EQ(VixDiskLib_PrepareForAccess(nullptr, "id"), VIX_E_DISK_NOINIT);
  EXPECT_EQ(VixDiskLib_Cleanup(nullptr, &cleaned, &remaining), VIX_E_DISK_NOINIT);
  EXPECT_EQ(cleaned, 0U);
  EXPECT_EQ(remaining, 0U);
}

TEST(Start, TheseCallsNeedNoInit) {
  EXPECT_STREQ(VixDiskLib_ListTransportModes(), "file");
  char* const text = VixDiskLib_GetErrorText(VIX_E_DISK_NEEDKEY, nullptr);
  ASSERT_NE(text, nullptr);
  EXPECT_NE(std::string(text), "");
  VixDiskLib_FreeErrorText(text);
  VixDiskLib_FreeErrorText(nullptr);
  VixDiskLib_FreeInfo(nullptr);
  EXPECT_EQ(VixDiskLib_FreeBlockList(nullptr), VIX_OK);
  VixDiskLib_FreeConnectParams(nullptr);
  VixDiskLib_FreeConnectParams(VixDiskLib_AllocateConnectParams());
  EXPECT_EQ(VixDiskLib_SetInjectedFault(1, TRUE, 2), FALSE);
  VixDiskLib_Exit();  // one too many
}

TEST(Start, NestedCallsEndWithTheLastExit) {
  VixDiskLibConnection connection = nullptr;
  ASSERT_EQ(VixDiskLib_InitEx(7, 0, nullptr, nullptr, nullptr, nullptr, nullptr), VIX_OK);
  ASSERT_EQ(VixDiskLib_InitEx(7, 0, nullptr, nullptr, nullptr, nullptr, nullptr), VIX_OK);
  VixDiskLib_Exit();
  EXPECT_EQ(VixDiskLib_Connect(nullptr, &connection), VIX_OK);
  VixDiskLib_Exit();
  EXPECT_EQ(VixDiskLib_Disconnect(connection), VIX_E_DISK_NOINIT);
}

TEST(Start, AnOuterCallWithoutCallbacksGetsThoseOfANestedOne) {
  Messages::clear();
  ASSERT_EQ(VixDiskLib_InitEx(7, 0, nullptr, nullptr, nullptr, nullptr, nullptr), VIX_OK);
  {
    const Session session;
    VixDiskLib_Close(nullptr);
  }
  EXPECT_TRUE(Messages::any_warning_has("VixDiskLib_Close"));
  VixDiskLib_Exit();
}

TEST(Start, HandlesEndWithExit) {
  const TemporaryFolder folder;
  write_file(folder.file("disk.raw"), std::string(1 << 20, 'x'));
  VixDiskLibHandle disk = nullptr;
  VixDiskLibConnection connection = nullptr;
  {
    const Session session;
    connection = session.connection();
    disk = session.open("raw:" + folder.file("disk.raw"));
  }
  const Session again;
  uint8 sector[512];
  EXPECT_EQ(VixDiskLib_Read(disk, 0, 1, sector), VIX_E_INVALID_ARG);
  EXPECT_EQ(VixDiskLib_Open(connection, "x.vmdk", 0, &disk), VIX_E_DISK_INVALID_CONNECTION);
  EXPECT_EQ(disk, nullptr);
}

// A client of the original registers its whole teardown before it makes anything.
VixDiskLibConnection exit_connection = nullptr;
VixDiskLibHandle exit_disk = nullptr;
VixDiskLibInfo* exit_info = nullptr;

TEST(StartDeathTest, TeardownInAnExitHandlerWorks) {
  const TemporaryFolder folder;
  write_file(folder.file("disk.raw"), std::string(1 << 20, 'x'));
  const auto client = [&] {
    std::atexit([] {
      VixDiskLib_FreeInfo(exit_info);
      uint8 sector[512];
      const bool readable = VixDiskLib_Read(exit_disk, 3, 1, sector) == VIX_OK && sector[0] == 'x';
      const bool fails = VixDiskLib_Close(nullptr) == VIX_E_INVALID_ARG;
      const bool closed = VixDiskLib_Close(exit_disk) == VIX_OK;
      const bool ended = VixDiskLib_Disconnect(exit_connection) == VIX_OK;
      VixDiskLib_Exit();
      const char* const text = VixDiskLib_GetErrorText(VIX_E_INVALID_ARG, nullptr);
      std::_Exit(readable && fails && closed && ended && text != nullptr ? 7 : 8);
    });
    VixDiskLib_InitEx(8, 0, remember_log, remember_warning, nullptr, nullptr, nullptr);
    VixDiskLib_Connect(nullptr, &exit_connection);
    VixDiskLib_Open(exit_connection, ("raw:" + folder.file("disk.raw")).c_str(),
                    VIXDISKLIB_FLAG_OPEN_READ_ONLY, &exit_disk);
    VixDiskLib_GetInfo(exit_disk, &exit_info);
    std::vector<uint8> buffer(4096);
    VixDiskLib_ReadAsync(
        exit_disk, 0, 8, buffer.data(), [](void*, VixError) {}, nullptr);
    VixDiskLib_Wait(exit_disk);
    std::exit(0);
  };
  EXPECT_EXIT(client(), testing::ExitedWithCode(7), "");
}

}  // namespace
}  // namespace vixmount::test
