// Opening disks, and what they tell about themselves.
#include <filesystem>
#include <string>
#include <utility>

#include <gtest/gtest.h>

#include "capi/client.hpp"
#include "support/support.hpp"
#include "vixDiskLib.h"

namespace vixmount::test {
namespace {

constexpr std::size_t kMebibyte = 1 << 20;

const std::string kDescriptor = R"(# Disk DescriptorFile
version=1
CID=11223344
parentCID=ffffffff
createType="monolithicFlat"

RW 2048 FLAT "d-flat.vmdk" 0

ddb.virtualHWVersion = "13"
ddb.adapterType = "pvscsi"
ddb.geometry.cylinders = "5"
ddb.geometry.heads = "16"
ddb.geometry.sectors = "63"
ddb.uuid = "60 00 C2 93 7b a0 3a 03-9f 22 56 c5 29 93 b7 27"
)";

void make_flat(const TemporaryFolder& folder) {
  write_file(folder.file("d.vmdk"), kDescriptor);
  write_file(folder.file("d-flat.vmdk"), std::string(kMebibyte, 'f'));
}

TEST(Disk, InfoIsWhatTheDescriptorSays) {
  const TemporaryFolder folder;
  make_flat(folder);
  const Session session;
  const auto disk = session.open(folder.file("d.vmdk"));
  VixDiskLibInfo* info = nullptr;
  ASSERT_EQ(VixDiskLib_GetInfo(disk, &info), VIX_OK);
  EXPECT_EQ(info->capacity, 2048U);
  EXPECT_EQ(info->adapterType, VIXDISKLIB_ADAPTER_SCSI_LSILOGIC);
  EXPECT_EQ(info->numLinks, 1);
  EXPECT_EQ(info->parentFileNameHint, nullptr);
  EXPECT_STREQ(info->uuid, "60 00 C2 93 7b a0 3a 03-9f 22 56 c5 29 93 b7 27");
  EXPECT_EQ(info->physGeo.cylinders, 5U);
  EXPECT_EQ(info->physGeo.heads, 16U);
  EXPECT_EQ(info->physGeo.sectors, 63U);
  EXPECT_EQ(info->biosGeo.cylinders, 5U);
  EXPECT_EQ(info->logicalSectorSize, 512U);
  EXPECT_EQ(info->physicalSectorSize, 512U);
  VixDiskLib_FreeInfo(info);
  EXPECT_STREQ(VixDiskLib_GetTransportMode(disk), "file");
  EXPECT_EQ(VixDiskLib_GetTransportMode(nullptr), nullptr);
  EXPECT_EQ(VixDiskLib_Close(disk), VIX_OK);
  EXPECT_EQ(VixDiskLib_GetTransportMode(disk), nullptr);
}

TEST(Disk, RawIsOpenedOnlyByName) {
  const TemporaryFolder folder;
  write_file(folder.file("disk.raw"), std::string(3 * kMebibyte + 100, 'r'));
  const Session session;
  VixDiskLibHandle disk = nullptr;
  EXPECT_EQ(VixDiskLib_Open(session.connection(), folder.file("disk.raw").c_str(), 0, &disk),
            VIX_E_DISK_INVALIDDISK);
  EXPECT_EQ(disk, nullptr);
  disk = session.open("raw:" + folder.file("disk.raw"));
  VixDiskLibInfo* info = nullptr;
  ASSERT_EQ(VixDiskLib_GetInfo(disk, &info), VIX_OK);
  EXPECT_EQ(info->capacity, 6144U);
  EXPECT_EQ(info->adapterType, VIXDISKLIB_ADAPTER_UNKNOWN);
  EXPECT_EQ(info->uuid, nullptr);
  EXPECT_EQ(info->physGeo.heads, 64U);
  EXPECT_EQ(info->physGeo.sectors, 32U);
  EXPECT_EQ(info->physGeo.cylinders, 3U);
  VixDiskLib_FreeInfo(info);
  EXPECT_EQ(VixDiskLib_Close(disk), VIX_OK);
}

TEST(Disk, ChainIsCountedAndSingleLinkIsNot) {
  VIXMOUNT_REQUIRE_PROGRAM("qemu-img");
  const TemporaryFolder folder;
  run("cd " + folder.path().string() +
      " && qemu-img create -q -f vmdk base.vmdk 8M"
      " && qemu-img create -q -f vmdk -F vmdk -b base.vmdk child.vmdk");
  const Session session;
  for (const auto& [flags, links] :
       {std::pair<uint32, int>(4, 2), std::pair<uint32, int>(4 | 2 | 1 | 0x3f0, 1)}) {
    const auto disk = session.open(folder.file("child.vmdk"), flags);
    VixDiskLibInfo* info = nullptr;
    ASSERT_EQ(VixDiskLib_GetInfo(disk, &info), VIX_OK);
    EXPECT_EQ(info->numLinks, links);
    EXPECT_STREQ(info->parentFileNameHint, "base.vmdk");
    EXPECT_EQ(info->adapterType, VIXDISKLIB_ADAPTER_IDE);
    VixDiskLib_FreeInfo(info);
    EXPECT_EQ(VixDiskLib_Close(disk), VIX_OK);
  }
}

TEST(Disk, RelativePathsWork) {
  const TemporaryFolder folder;
  make_flat(folder);
  const auto before = std::filesystem::current_path();
  std::filesystem::current_path(folder.path());
  const Session session;
  const auto disk = session.open("d.vmdk");
  std::filesystem::current_path(before);
  uint8 sector[512];
  EXPECT_EQ(VixDiskLib_Read(disk, 0, 1, sector), VIX_OK);
  EXPECT_EQ(sector[0], 'f');
  EXPECT_EQ(VixDiskLib_Close(disk), VIX_OK);
}

VixError open_error(const Session& session, const std::string& path) {
  auto* disk = reinterpret_cast<VixDiskLibHandle>(0x10);
  const auto error = VixDiskLib_Open(session.connection(), path.c_str(), 4, &disk);
  EXPECT_EQ(disk, nullptr);
  return error;
}

TEST(Disk, WhatCannotBeOpenedHasItsCode) {
  const TemporaryFolder folder;
  make_flat(folder);
  const Session session;
  EXPECT_EQ(open_error(session, folder.file("absent.vmdk")), VIX_E_FILE_NOT_FOUND);
  EXPECT_EQ(open_error(session, folder.path().string()), VIX_E_INCORRECT_FILE_TYPE);
  EXPECT_EQ(open_error(session, ""), VIX_E_FILE_NAME_INVALID);
  EXPECT_EQ(open_error(session, "raw:"), VIX_E_FILE_NAME_INVALID);
  write_file(folder.file("text.vmdk"), "no disk at all");
  EXPECT_EQ(open_error(session, folder.file("text.vmdk")), VIX_E_DISK_INVALIDDISK);
  auto orphan = kDescriptor;
  orphan.replace(orphan.find("parentCID=ffffffff"), 18,
                 "parentCID=12345678\nparentFileNameHint=\"gone.vmdk\"");
  write_file(folder.file("orphan.vmdk"), orphan);
  EXPECT_EQ(open_error(session, folder.file("orphan.vmdk")), VIX_E_DISK_OPENPARENT);
  EXPECT_TRUE(Messages::any_warning_has("gone.vmdk"));
  auto version = kDescriptor;
  version.replace(version.find("version=1"), 9, "version=9");
  write_file(folder.file("version.vmdk"), version);
  EXPECT_EQ(open_error(session, folder.file("version.vmdk")), VIX_E_DISK_UNSUPPORTEDDISKVERSION);
  auto mismatch = orphan;
  mismatch.replace(mismatch.find("gone.vmdk"), 9, "d.vmdk");
  write_file(folder.file("mismatch.vmdk"), mismatch);
  EXPECT_EQ(open_error(session, folder.file("mismatch.vmdk")), VIX_E_DISK_CID_MISMATCH);
  std::filesystem::remove(folder.file("d-flat.vmdk"));
  EXPECT_EQ(open_error(session, folder.file("d.vmdk")), VIX_E_FILE_NOT_FOUND);
  EXPECT_EQ(VixDiskLib_Open(session.connection(), nullptr, 4, nullptr), VIX_E_INVALID_ARG);
}

TEST(Disk, ConfigurationOverridesTheContentIdCheckAndThePathPolicy) {
  const TemporaryFolder folder;
  const TemporaryFolder elsewhere;
  make_flat(elsewhere);
  auto child = kDescriptor;
  child.replace(child.find("parentCID=ffffffff"), 18,
                "parentCID=12345678\nparentFileNameHint=\"" + elsewhere.file("d.vmdk") + "\"");
  write_file(folder.file("child.vmdk"), child);
  write_file(folder.file("d-flat.vmdk"), std::string(kMebibyte, 'c'));
  {
    const Session session;
    EXPECT_NE(open_error(session, folder.file("child.vmdk")), VIX_OK);
  }
  write_file(folder.file("config"),
             "VIXMOUNT.AllowedFolders = \"/nowhere:" + elsewhere.path().string() +
                 "\"\nvixmount.ignoreCidMismatch=1\n");
  const Session session(folder.file("config").c_str());
  const auto disk = session.open(folder.file("child.vmdk"));
  EXPECT_EQ(VixDiskLib_Close(disk), VIX_OK);
}

TEST(Disk, MetadataFollowsTheTwoCallPattern) {
  const TemporaryFolder folder;
  make_flat(folder);
  const Session session;
  const auto disk = session.open(folder.file("d.vmdk"));
  Messages::clear();
  std::size_t required = 0;
  EXPECT_EQ(VixDiskLib_ReadMetadata(disk, "adapterType", nullptr, 0, &required),
            VIX_E_BUFFER_TOOSMALL);
  EXPECT_EQ(required, sizeof "pvscsi");
  std::string buffer(required, '?');
  EXPECT_EQ(VixDiskLib_ReadMetadata(disk, "adapterType", buffer.data(), required - 1, nullptr),
            VIX_E_BUFFER_TOOSMALL);
  EXPECT_EQ(buffer, std::string(required, '?'));
  EXPECT_EQ(VixDiskLib_ReadMetadata(disk, "adapterType", buffer.data(), required, nullptr), VIX_OK);
  EXPECT_STREQ(buffer.c_str(), "pvscsi");
  EXPECT_EQ(VixDiskLib_ReadMetadata(disk, "no.such.key", buffer.data(), required, &required),
            VIX_E_DISK_KEY_NOTFOUND);
  EXPECT_EQ(VixDiskLib_ReadMetadata(disk, nullptr, nullptr, 0, &required), VIX_E_INVALID_ARG);
  EXPECT_EQ(VixDiskLib_GetMetadataKeys(disk, nullptr, 0, &required), VIX_E_BUFFER_TOOSMALL);
  std::string keys(required, '?');
  EXPECT_EQ(VixDiskLib_GetMetadataKeys(disk, keys.data(), keys.size(), nullptr), VIX_OK);
  const char expected[] =
      "adapterType\0geometry.cylinders\0geometry.heads\0geometry.sectors\0uuid\0virtualHWVersion\0";
  EXPECT_EQ(keys, std::string(expected, sizeof expected));
  EXPECT_EQ(Messages::warnings().size(), 1U) << "only the NULL key deserves one";
  EXPECT_EQ(VixDiskLib_Close(disk), VIX_OK);
}

TEST(Disk, ErrorTextsNameTheFileAndTheReason) {
  const TemporaryFolder folder;
  const Session session;
  const auto path = folder.file("50%s%n%d.vmdk");
  EXPECT_EQ(open_error(session, path), VIX_E_FILE_NOT_FOUND);
  EXPECT_TRUE(Messages::any_warning_has(path));
  char* const text = VixDiskLib_GetErrorText(VIX_E_FILE_NOT_FOUND, nullptr);
  EXPECT_NE(std::string(text).find(path), std::string::npos) << text;
  EXPECT_EQ(std::string(text).find("A file was not found."), 0U) << text;
  // It stays what it is while later errors come.
  EXPECT_EQ(open_error(session, folder.file("other.vmdk")), VIX_E_FILE_NOT_FOUND);
  EXPECT_NE(std::string(text).find(path), std::string::npos) << text;
  VixDiskLib_FreeErrorText(text);
  EXPECT_STREQ(VixDiskLib_GetErrorText(VIX_E_DISK_FULL, nullptr),
               "The file system of the host has no space left.");
}

TEST(Disk, HandlesThatAreNotOpenAreAnswered) {
  const Session session;
  int local = 0;
  for (void* const value : {static_cast<void*>(nullptr), static_cast<void*>(&local),
                            reinterpret_cast<void*>(0x10), reinterpret_cast<void*>(~0UL)}) {
    auto* const disk = static_cast<VixDiskLibHandle>(value);
    auto* info = reinterpret_cast<VixDiskLibInfo*>(&local);
    uint8 sector[512];
    std::size_t required = 0;
    EXPECT_EQ(VixDiskLib_GetInfo(disk, &info), VIX_E_INVALID_ARG);
    EXPECT_EQ(info, nullptr);
    EXPECT_EQ(VixDiskLib_Read(disk, 0, 1, sector), VIX_E_INVALID_ARG);
    EXPECT_EQ(VixDiskLib_ReadMetadata(disk, "uuid", nullptr, 0, &required), VIX_E_INVALID_ARG);
    EXPECT_EQ(VixDiskLib_Wait(disk), VIX_E_INVALID_ARG);
    EXPECT_EQ(VixDiskLib_Flush(disk), VIX_E_INVALID_ARG);
    EXPECT_EQ(VixDiskLib_Close(disk), VIX_E_INVALID_ARG);
  }
}

}  // namespace
}  // namespace vixmount::test
