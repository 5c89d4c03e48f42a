// examples/restore_file.c as a user runs it: a file restored from a chain of three links, over each
// kind of VMDK. Kinds that qemu-img writes are the base of the chain; the ESX kinds are its two
// snapshots, as on an ESX host, written by the scripts of the disk tests.
#include <filesystem>
#include <string>

#include <gtest/gtest.h>
#include <unistd.h>

#include "support/made_once.hpp"
#include "support/support.hpp"

namespace vixmount::test {
namespace {

const std::string kWriters = VIXMOUNT_SOURCE_DIR "/tests/disk";

std::string quoted(const std::string& text) { return "'" + text + "'"; }

bool can_run() {
  for (const char* const program :
       {"qemu-img", "qemu-io", "mke2fs", "sfdisk", "debugfs", "python3"})
    if (!have_program(program)) return false;
  return ::access("/dev/fuse", R_OK | W_OK) == 0;
}
#define VIXMOUNT_REQUIRE_ALL() \
  if (!can_run()) GTEST_SKIP() << "needs qemu-utils, e2fsprogs, sfdisk, python3 and /dev/fuse"

// What the example says; the restored file is checked against the disk's own file system, as
// debugfs reads it from a flat copy that qemu-img makes of the chain.
void expect_restored(const TemporaryFolder& folder, const std::string& flat_source,
                     const std::string& disk, const std::string& guest_path) {
  const auto restored = folder.file("restored");
  const auto steps = run(quoted(VIXMOUNT_RESTORE_FILE) + " " + quoted(disk) + " " + guest_path +
                         " " + quoted(restored));
  for (const char* const step : {"1. 1 disk", "3 links\n", "3. made", "4. found 3 volumes",
                                 "5. the system is Debian GNU/Linux 12 (bookworm), 64 bit",
                                 "6. mounted volume 2", "6. volume 3 is not mounted", "7. copied"})
    EXPECT_NE(steps.find(step), std::string::npos) << step << " is missing in\n" << steps;
  const auto expected = folder.file("expected");
  run("cd " + quoted(folder.path().string()) + " && qemu-img convert -O raw " +
      quoted(flat_source) + " flat.raw" +
      " && dd if=flat.raw of=root.ext4 bs=1M skip=17 count=200 status=none" +
      " && debugfs -R 'dump " + guest_path + " expected' root.ext4 2>/dev/null");
  EXPECT_EQ(sha256_of_file(restored), sha256_of_file(expected)) << guest_path;
}

class RestoreFromBase : public testing::TestWithParam<std::string> {};

TEST_P(RestoreFromBase, ByteExact) {
  VIXMOUNT_REQUIRE_ALL();
  const TemporaryFolder folder;
  const auto top = (plain_vm(GetParam()) / "server-000002.vmdk").string();
  expect_restored(folder, top, top, "/home/anna/photo.raw");
  expect_restored(folder, top, top, "/home/anna/report.txt");
  EXPECT_EQ(read_file(folder.file("restored")), "written after the second snapshot\n");
}

INSTANTIATE_TEST_SUITE_P(Kinds, RestoreFromBase,
                         testing::Values("monolithicSparse", "monolithicFlat",
                                         "twoGbMaxExtentSparse", "twoGbMaxExtentFlat",
                                         "streamOptimized"),
                         [](const auto& kind) { return kind.param; });

struct EsxKind {
  std::string name;
  std::string command;     // before RAW DESCRIPTOR
  std::string content_id;  // that it writes
};

class RestoreFromEsxSnapshots : public testing::TestWithParam<EsxKind> {};

// Each snapshot holds all grains of its state that are not zero.
TEST_P(RestoreFromEsxSnapshots, ByteExact) {
  VIXMOUNT_REQUIRE_ALL();
  const TemporaryFolder folder;
  run("cp --sparse=always " + quoted(plain_vm("monolithicFlat").string()) + "/* " +
      quoted(folder.path().string()));
  const auto& kind = GetParam();
  const auto write = quoted(kWriters) + "/" + kind.command + " ";
  run("cd " + quoted(folder.path().string()) +
      " && qemu-img convert -O raw server-000001.vmdk 1.raw"
      " && qemu-img convert -O raw server-000002.vmdk 2.raw"
      " && base=$(sed -n 's/^CID=//p' server.vmdk)"
      " && python3 " +
      write +
      "1.raw esx-1.vmdk --parent server.vmdk $base"
      " && python3 " +
      write + "2.raw esx-2.vmdk --parent esx-1.vmdk " + kind.content_id);
  const auto top = folder.file("esx-2.vmdk");
  expect_restored(folder, folder.file("server-000002.vmdk"), top, "/home/anna/photo.raw");
  expect_restored(folder, folder.file("server-000002.vmdk"), top, "/home/anna/report.txt");
}

INSTANTIATE_TEST_SUITE_P(Kinds, RestoreFromEsxSnapshots,
                         testing::Values(EsxKind{"vmfsSparse", "make_cowd.py --grain 128",
                                                 "c0c0c0c0"},
                                         EsxKind{"seSparse", "make_se_sparse.py", "5e5e5e5e"}),
                         [](const auto& kind) { return kind.param.name; });

TEST(RestoreFile, SaysWhatIsWrong) {
  const auto output = run(quoted(VIXMOUNT_RESTORE_FILE) +
                          " /no/such.vmdk /etc/hostname /tmp/unused 2>&1; echo \"exit $?\"");
  EXPECT_NE(output.find("/no/such.vmdk: error 4: A file was not found."), std::string::npos)
      << output;
  EXPECT_NE(output.find("exit 1"), std::string::npos) << output;
  const auto usage = run(quoted(VIXMOUNT_RESTORE_FILE) + " 2>&1; echo \"exit $?\"");
  EXPECT_NE(usage.find("usage: "), std::string::npos);
  EXPECT_NE(usage.find("exit 2"), std::string::npos);
}

}  // namespace
}  // namespace vixmount::test
