// examples/restore_file.c on a Windows-like VM in a chain of three links: what the library tells of
// the system and of its drive letters, and files that ntfs-3g reads in the same way.
#include <filesystem>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "fs/support/ntfs_volume.hpp"
#include "support/made_once.hpp"
#include "support/support.hpp"

namespace vixmount::test {
namespace {

const std::vector<std::string> kRecipes = {"scripts/make_windows_vm.sh", "scripts/vm_files.sh",
                                           "scripts/changed_blocks.py", "scripts/ntfs_nodes.py",
                                           "scripts/make_windows_hives.py"};

struct Machine {
  std::string name;
  std::string options;    // of make_windows_vm.sh
  std::string subformat;  // of the base
  std::string system;     // lines that the example prints
  std::string version;
  // Volumes with drive letters are the last two: System Reserved goes before them on an MBR disk.
  int volumes;
};

void PrintTo(const Machine& machine, std::ostream* out) { *out << machine.name; }

class RestoreFromWindows : public testing::TestWithParam<Machine> {
 protected:
  std::string restored(const std::string& guest_path) {
    const auto destination = folder_.file("restored");
    steps_ =
        run(std::string("'" VIXMOUNT_RESTORE_FILE "' '") + (vm_ / "windows-000002.vmdk").string() +
            "' '" + guest_path + "' '" + destination + "' 2>&1");
    return sha256_of_file(destination);
  }
  void expect_step(const std::string& step) const {
    EXPECT_NE(steps_.find(step + "\n"), std::string::npos) << step << " is missing in\n" << steps_;
  }

  TemporaryFolder folder_;
  std::filesystem::path vm_;
  std::string steps_;
};

TEST_P(RestoreFromWindows, ByteExact) {
  VIXMOUNT_REQUIRE_NTFS_3G();
  for (const char* const program : {"qemu-img", "qemu-io", "sfdisk", "hivexregedit"})
    VIXMOUNT_REQUIRE_PROGRAM(program);
  const auto& machine = GetParam();
  vm_ = made_once("windows-vm-" + machine.name,
                  "'" VIXMOUNT_SOURCE_DIR "/scripts/make_windows_vm.sh' " + machine.options +
                      " . " + machine.subformat,
                  kRecipes);
  const auto raw = "'" + (vm_ / "windows-current.raw").string() + "'";
  const auto c = folder_.file("c.ntfs");  // 128 MiB from MiB 17, as the script says
  run("dd if=" + raw + " of='" + c + "' bs=1M skip=17 count=128 conv=sparse status=none");
  const NtfsMount peer(c);
  const auto documents = peer.path() / "Users/anna/Documents";

  EXPECT_EQ(restored(R"(C:\Users\anna\Documents\Report.txt)"),
            sha256_of_file(documents / "Report.txt"));
  EXPECT_EQ(read_file(folder_.file("restored")), "written after the second snapshot\r\n");
  expect_step("4. found " + std::to_string(machine.volumes) + " volumes");
  expect_step("5. the system is " + machine.system);
  expect_step("5. of " + machine.version);
  const auto volume = [&](int from_end, const std::string& letter) {
    expect_step("6. volume " + std::to_string(machine.volumes - from_end) + " is " + letter +
                " of the guest");
  };
  volume(1, "C:\\");
  volume(0, "D:\\");

  EXPECT_EQ(restored("c:/Users/anna/Documents/Archive/server.log"),
            sha256_of_file(documents / "Archive/server.log"));
  EXPECT_EQ(restored(R"(C:\Users\anna\Downloads\setup.exe:Zone.Identifier)"),
            sha256_of_file(peer.path() / "Users/anna/Downloads/setup.exe:Zone.Identifier"));
}

INSTANTIATE_TEST_SUITE_P(
    Machines, RestoreFromWindows,
    testing::Values(Machine{"mbrSparse", "", "monolithicSparse", "Windows 11 Pro, 64 bit",
                            "Microsoft, Windows 10.0 in C:\\Windows", 3},
                    Machine{"gptSplit", "--gpt --release 2022", "twoGbMaxExtentSparse",
                            "Windows Server 2022 Datacenter, 64 bit",
                            "Microsoft, Windows 10.0 in C:\\Windows", 3},
                    Machine{"mbrStream", "--release vista", "streamOptimized",
                            "Windows Vista (TM) Business, 32 bit",
                            "Microsoft, Windows 6.0 in C:\\Windows", 3}),
    [](const auto& machine) { return machine.param.name; });

}  // namespace
}  // namespace vixmount::test
