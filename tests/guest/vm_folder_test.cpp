#include "guest/vm_folder.hpp"

#include <gtest/gtest.h>

#include "support/support.hpp"

namespace vixmount::guest {
namespace {

using test::error_kind_of;
using test::TemporaryFolder;
using test::write_file;

constexpr std::string_view kConfiguration =
    "scsi0:0.fileName = \"vm-000001.vmdk\"\n"
    "scsi0:1.fileName = \"/vmfs/volumes/5f/vm/second.vmdk\"\n"
    "scsi0:2.fileName = \"/vmfs/volumes/5f/other/third.vmdk\"\n";
constexpr std::string_view kList =
    "snapshot.numSnapshots = \"1\"\nsnapshot.current = \"1\"\nsnapshot0.uid = \"1\"\n"
    "snapshot0.displayName = \"one\"\nsnapshot0.numDisks = \"1\"\n"
    "snapshot0.disk0.fileName = \"vm.vmdk\"\nsnapshot0.disk0.node = \"scsi0:0\"\n";

TEST(VmFolder, IsReadByFileOrFolder) {
  const TemporaryFolder folder;
  write_file(folder.file("vm.vmx"), kConfiguration);
  write_file(folder.file("vm.vmsd"), kList);
  write_file(folder.file("vm.vmx~"), "an editor's copy");
  std::filesystem::create_directory(folder.file("vm.vmx.lck"));
  for (const auto& path : {folder.file("vm.vmx"), folder.path().string(), folder.file("."),
                           folder.path().string() + "/", folder.file("./vm.vmx")}) {
    const auto vm = open_vm(path);
    EXPECT_EQ(vm.configuration_file, folder.file("vm.vmx"));
    EXPECT_EQ(vm.folder, folder.path().string());
    EXPECT_EQ(vm.machine.snapshots.snapshots.size(), 1u);
    EXPECT_EQ(vm.machine.disks.size(), 3u);
    EXPECT_TRUE(names_a_vm(path));
  }
  EXPECT_FALSE(names_a_vm(folder.file("vm.vmsd")));
}

TEST(VmFolder, NamesTheDisksOfEachState) {
  const TemporaryFolder folder;
  write_file(folder.file("vm.vmx"), kConfiguration);
  write_file(folder.file("vm.vmsd"), kList);
  write_file(folder.file("second.vmdk"), "");  // the VM was copied from elsewhere
  const auto vm = open_vm(folder.path().string());
  const auto now = vm.disk_files();
  ASSERT_EQ(now.size(), 3u);
  EXPECT_EQ(now[0].path, folder.file("vm-000001.vmdk"));
  EXPECT_EQ(now[1].path, folder.file("second.vmdk"));
  EXPECT_EQ(now[2].path, "/vmfs/volumes/5f/other/third.vmdk");
  const auto then = vm.disk_files("one");
  ASSERT_EQ(then.size(), 1u);
  EXPECT_EQ(then[0].path, folder.file("vm.vmdk"));
}

TEST(VmFolder, NeedsNoListOfSnapshots) {
  const TemporaryFolder folder;
  write_file(folder.file("vm.VMX"), kConfiguration);
  EXPECT_TRUE(open_vm(folder.path().string()).machine.snapshots.snapshots.empty());
}

TEST(VmFolder, RefusesToChooseAmongSeveral) {
  const TemporaryFolder folder;
  EXPECT_EQ(error_kind_of([&] { open_vm(folder.path().string()); }), ErrorKind::not_found);
  write_file(folder.file("b.vmx"), "");
  write_file(folder.file("a.vmx"), "");
  try {
    open_vm(folder.path().string());
    FAIL() << "no Error was thrown";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::invalid_argument);
    EXPECT_NE(error.message().find("name one: a.vmx, b.vmx"), std::string::npos) << error.message();
  }
}

TEST(VmFolder, RefusesLargeAndMissingFiles) {
  const TemporaryFolder folder;
  write_file(folder.file("vm.vmx"), "");
  std::filesystem::resize_file(folder.file("vm.vmx"), vm::kLargestText + 1);
  EXPECT_EQ(error_kind_of([&] { open_vm(folder.file("vm.vmx")); }), ErrorKind::limit_exceeded);
  EXPECT_EQ(error_kind_of([&] { open_vm(folder.file("none.vmx")); }), ErrorKind::not_found);
}

}  // namespace
}  // namespace vixmount::guest
