// Connections and their parameters, as the known clients fill them.
#include <cstdlib>
#include <cstring>
#include <string>

#include <gtest/gtest.h>

#include "capi/client.hpp"
#include "support/support.hpp"
#include "vixDiskLib.h"

namespace vixmount::test {
namespace {

constexpr std::size_t kOldestParamsSize = 72;

VixError connect_and_disconnect(const VixDiskLibConnectParams* params) {
  VixDiskLibConnection connection = nullptr;
  const auto error = VixDiskLib_Connect(params, &connection);
  if (error == VIX_OK) {
    EXPECT_EQ(VixDiskLib_Disconnect(connection), VIX_OK);
  } else {
    EXPECT_EQ(connection, nullptr);
  }
  return error;
}

TEST(Connection, NothingGivenIsLocal) {
  const Session session;
  char empty[] = "";
  VixDiskLibConnectParams params{};
  EXPECT_EQ(connect_and_disconnect(nullptr), VIX_OK);
  EXPECT_EQ(connect_and_disconnect(&params), VIX_OK);
  params.vmxSpec = params.serverName = params.thumbPrint = empty;
  params.credType = VIXDISKLIB_CRED_UID;
  params.creds.uid.userName = params.creds.uid.password = empty;
  EXPECT_EQ(connect_and_disconnect(&params), VIX_OK);
}

TEST(Connection, AnOldCallersStructureIsNotReadBeyondItsEnd) {
  const Session session;
  const AtPageEnd memory(kOldestParamsSize);
  const auto* const params = static_cast<const VixDiskLibConnectParams*>(memory.get());
  EXPECT_EQ(connect_and_disconnect(params), VIX_OK);
  EXPECT_EQ(VixDiskLib_PrepareForAccess(params, "backup"), VIX_OK);
  EXPECT_EQ(VixDiskLib_EndAccess(params, "backup"), VIX_OK);
  uint32 cleaned = 7;
  EXPECT_EQ(VixDiskLib_Cleanup(params, &cleaned, nullptr), VIX_OK);
  EXPECT_EQ(cleaned, 0U);
}

TEST(Connection, AllocatedParametersAreReadToTheEnd) {
  const Session session;
  auto* const params = VixDiskLib_AllocateConnectParams();
  ASSERT_NE(params, nullptr);
  const VixDiskLibConnectParams zeros{};
  EXPECT_EQ(std::memcmp(params, &zeros, sizeof zeros), 0);
  EXPECT_EQ(connect_and_disconnect(params), VIX_OK);
  char id[] = "first-class-disk";
  params->specType = VIXDISKLIB_SPEC_VSTORAGE_OBJECT;
  params->spec.vStorageObjSpec.id = id;
  EXPECT_EQ(connect_and_disconnect(params), VIX_E_NOT_SUPPORTED);
  VixDiskLib_FreeConnectParams(params);
}

TEST(Connection, RemoteParametersAreRefusedWithASentence) {
  const Session session;
  char server[] = "vcenter.example.org";
  char machine[] = "moref=vm-42";
  VixDiskLibConnectParams params{};
  params.serverName = server;
  EXPECT_EQ(connect_and_disconnect(&params), VIX_E_NOT_SUPPORTED);
  EXPECT_TRUE(Messages::any_warning_has("a server"));
  EXPECT_EQ(VixDiskLib_PrepareForAccess(&params, "x"), VIX_E_NOT_SUPPORTED);
  params.serverName = nullptr;
  params.vmxSpec = machine;
  EXPECT_EQ(connect_and_disconnect(&params), VIX_E_NOT_SUPPORTED);
  EXPECT_TRUE(Messages::any_warning_has("a virtual machine"));
}

TEST(Connection, StringsMayBeFreedRightAfterTheCall) {
  const TemporaryFolder folder;
  write_file(folder.file("disk.raw"), std::string(4096, 'x'));
  const Session session;
  VixDiskLibConnectParams params{};
  params.credType = VIXDISKLIB_CRED_UID;
  params.creds.uid.userName = ::strdup("user");
  params.thumbPrint = ::strdup("aa:bb");
  VixDiskLibConnection connection = nullptr;
  ASSERT_EQ(VixDiskLib_Connect(&params, &connection), VIX_OK);
  std::free(params.creds.uid.userName);
  std::free(params.thumbPrint);
  VixDiskLibConnectParams* copy = nullptr;
  ASSERT_EQ(VixDiskLib_GetConnectParams(connection, &copy), VIX_OK);
  EXPECT_EQ(copy->credType, VIXDISKLIB_CRED_UID);
  EXPECT_EQ(copy->creds.uid.password, nullptr);
  VixDiskLib_FreeConnectParams(copy);
  char* const path = ::strdup(("raw:" + folder.file("disk.raw")).c_str());
  VixDiskLibHandle disk = nullptr;
  ASSERT_EQ(VixDiskLib_Open(connection, path, 0, &disk), VIX_OK);
  std::free(path);
  VixDiskLibInfo* info = nullptr;
  EXPECT_EQ(VixDiskLib_GetInfo(disk, &info), VIX_OK);
  VixDiskLib_FreeInfo(info);
  EXPECT_EQ(VixDiskLib_Close(disk), VIX_OK);
  EXPECT_EQ(VixDiskLib_Disconnect(connection), VIX_OK);
}

// Run under AddressSanitizer, this sees a wrong free.
TEST(Connection, FreeingParametersTouchesNoStringOfTheCaller) {
  const Session session;
  auto* const params = VixDiskLib_AllocateConnectParams();
  params->vmxSpec = const_cast<char*>("a literal");
  params->serverName = ::strdup("freed before");
  std::free(params->serverName);
  params->creds.uid.password = reinterpret_cast<char*>(0x10);
  VixDiskLib_FreeConnectParams(params);
  VixDiskLibConnectParams on_stack{};
  VixDiskLib_FreeConnectParams(&on_stack);
}

TEST(Connection, DisksOutliveTheirConnection) {
  const TemporaryFolder folder;
  write_file(folder.file("disk.raw"), std::string(4096, 'x'));
  const Session session;
  VixDiskLibConnection connection = nullptr;
  ASSERT_EQ(VixDiskLib_ConnectEx(nullptr, TRUE, "", "file:nbd", &connection), VIX_OK);
  VixDiskLibHandle disk = nullptr;
  ASSERT_EQ(VixDiskLib_Open(connection, ("raw:" + folder.file("disk.raw")).c_str(), 0, &disk),
            VIX_OK);
  EXPECT_EQ(VixDiskLib_Disconnect(connection), VIX_OK);
  uint8 sector[512];
  EXPECT_EQ(VixDiskLib_Read(disk, 7, 1, sector), VIX_OK);
  EXPECT_EQ(sector[511], 'x');
  EXPECT_EQ(VixDiskLib_Write(disk, 0, 1, sector), VIX_E_FILE_READ_ONLY);
  EXPECT_EQ(VixDiskLib_Close(disk), VIX_OK);
  EXPECT_EQ(VixDiskLib_Disconnect(connection), VIX_E_DISK_INVALID_CONNECTION);
}

TEST(Connection, OnlyTheLowByteOfABoolCounts) {
  const TemporaryFolder folder;
  write_file(folder.file("disk.raw"), std::string(4096, 'x'));
  const Session session;
  // As a caller that believes in a wider Bool passes it.
  using WideConnectEx = VixError (*)(const VixDiskLibConnectParams*, int, const char*, const char*,
                                     VixDiskLibConnection*);
  const auto connect_ex =
      reinterpret_cast<WideConnectEx>(reinterpret_cast<void*>(&VixDiskLib_ConnectEx));
  for (const auto& [value, read_only] : {std::pair(4, true), std::pair(0x100, false)}) {
    VixDiskLibConnection connection = nullptr;
    ASSERT_EQ(connect_ex(nullptr, value, nullptr, nullptr, &connection), VIX_OK);
    VixDiskLibHandle disk = nullptr;
    ASSERT_EQ(VixDiskLib_Open(connection, ("raw:" + folder.file("disk.raw")).c_str(), 0, &disk),
              VIX_OK);
    uint8 sector[512] = {};
    EXPECT_EQ(VixDiskLib_Write(disk, 0, 1, sector),
              read_only ? VIX_E_FILE_READ_ONLY : VIX_E_NOT_SUPPORTED);
    EXPECT_EQ(VixDiskLib_Close(disk), VIX_OK);
    EXPECT_EQ(VixDiskLib_Disconnect(connection), VIX_OK);
  }
}

TEST(Connection, MissingArgumentsAreAnswered) {
  const Session session;
  VixDiskLibConnectParams* params = nullptr;
  EXPECT_EQ(VixDiskLib_Connect(nullptr, nullptr), VIX_E_INVALID_ARG);
  EXPECT_EQ(VixDiskLib_Disconnect(nullptr), VIX_E_DISK_INVALID_CONNECTION);
  EXPECT_EQ(VixDiskLib_GetConnectParams(nullptr, &params), VIX_E_DISK_INVALID_CONNECTION);
  EXPECT_EQ(params, nullptr);
  EXPECT_EQ(VixDiskLib_GetConnectParams(session.connection(), nullptr), VIX_E_INVALID_ARG);
  // A handle of another kind.
  EXPECT_EQ(VixDiskLib_Close(reinterpret_cast<VixDiskLibHandle>(session.connection())),
            VIX_E_INVALID_ARG);
}

}  // namespace
}  // namespace vixmount::test
