#include "guest/vm/virtual_machine.hpp"

#include <gtest/gtest.h>

#include "support/support.hpp"

namespace vixmount::guest::vm {
namespace {

constexpr std::string_view kConfiguration =
    ".encoding = \"UTF-8\"\n"
    "displayName = \"mail |22two|22\"\n"
    "guestOS = \"debian12-64\"\n"
    "scsi0:0.fileName = \"mail-000002.vmdk\"\n"
    "scsi0:0.present = \"TRUE\"\n"
    "scsi0:1.fileName = \"old.vmdk\"\n"
    "scsi0:1.present = \"FALSE\"\n";
constexpr std::string_view kList =
    "snapshot.numSnapshots = \"1\"\n"
    "snapshot0.uid = \"1\"\n"
    "snapshot0.displayName = \"first\"\n"
    "snapshot0.numDisks = \"1\"\n"
    "snapshot0.disk0.fileName = \"mail.vmdk\"\n"
    "snapshot0.disk0.node = \"scsi0:0\"\n";

TEST(VirtualMachine, HasTheDisksOfEachState) {
  const auto machine = load(kConfiguration, kList);
  EXPECT_EQ(machine.display_name, "mail \"two\"");
  EXPECT_EQ(machine.guest_os, "debian12-64");
  EXPECT_EQ(machine.disks.size(), 2u);
  const auto now = machine.attached_disks();
  ASSERT_EQ(now.size(), 1u);
  EXPECT_EQ(now[0].file_name, "mail-000002.vmdk");
  const auto then = machine.attached_disks("first");
  ASSERT_EQ(then.size(), 1u);
  EXPECT_EQ(then[0].file_name, "mail.vmdk");
}

TEST(VirtualMachine, NeedsNoListOfSnapshots) {
  const auto machine = load(kConfiguration);
  EXPECT_TRUE(machine.snapshots.snapshots.empty());
  EXPECT_EQ(test::error_kind_of([&] { machine.attached_disks("first"); }), ErrorKind::not_found);
}

TEST(VirtualMachine, SaysWhichFileIsWrong) {
  const auto message = [](std::string_view configuration, std::string_view list) -> std::string {
    try {
      load(configuration, list);
    } catch (const Error& error) {
      return error.message();
    }
    return "no Error";
  };
  EXPECT_EQ(message("rubbish", ""), "configuration (.vmx): line 1: no \"=\" in \"rubbish\"");
  EXPECT_EQ(message("", "a = \"1\"\nrubbish"),
            "list of snapshots (.vmsd): line 2: no \"=\" in \"rubbish\"");
}

TEST(VirtualMachine, SaysThatItIsEncrypted) {
  EXPECT_EQ(test::error_kind_of([] {
              load("encryption.keySafe = \"vmware:key/list/x\"\nencryption.data = \"abc\"\n");
            }),
            ErrorKind::encrypted);
}

TEST(ResolveName, KnowsBothKindsOfHosts) {
  EXPECT_EQ(resolve_name("/vms/a", "disk.vmdk"), "/vms/a/disk.vmdk");
  EXPECT_EQ(resolve_name("/vms/a", "sub/disk.vmdk"), "/vms/a/sub/disk.vmdk");
  EXPECT_EQ(resolve_name("/vms/a", "sub\\disk.vmdk"), "/vms/a/sub/disk.vmdk");
  EXPECT_EQ(resolve_name("/vms/a", "/vmfs/volumes/ds/a/disk.vmdk"), "/vmfs/volumes/ds/a/disk.vmdk");
  EXPECT_EQ(resolve_name("/vms/a", "C:\\VMs\\disk.vmdk"), "C:/VMs/disk.vmdk");
  EXPECT_EQ(last_component("C:\\VMs\\disk.vmdk"), "disk.vmdk");
  EXPECT_EQ(last_component("/a/b"), "b");
  EXPECT_EQ(last_component("b"), "b");
  EXPECT_TRUE(is_absolute_name("\\\\server\\share\\d.vmdk"));
  EXPECT_FALSE(is_absolute_name("1:x"));
}

}  // namespace
}  // namespace vixmount::guest::vm
