// COWD, seSparse and one-pass streams, which no free program writes: made by the Python writers
// beside this file, compared with what they were made from and with qemu-img's reading.
#include <gtest/gtest.h>

#include "disk_support.hpp"

namespace vixmount::disk::test {
namespace {

using vixmount::test::run;
using vixmount::test::sha256_of;
using vixmount::test::sha256_of_file;

class EsxFormats : public testing::Test {
 protected:
  void SetUp() override {
    VIXMOUNT_REQUIRE_PROGRAM("python3");
    VIXMOUNT_REQUIRE_PROGRAM("qemu-img");
    make_pattern(raw_, 20 << 20, 5);
  }
  // Checks against the source and against QEMU.
  void expect_reads_as_source(const std::string& image) {
    const auto disk = open(image);
    EXPECT_EQ(sha256_of(*disk.source), sha256_of_file(raw_));
    EXPECT_EQ(sha256_of(*disk.source), sha256_by_qemu(folder_, image));
  }
  // A base of one byte value with content id 12345678.
  void make_base() {
    vixmount::test::write_file(folder_.file("base-flat.vmdk"), std::string(20 << 20, 'b'));
    vixmount::test::write_file(
        folder_.file("base.vmdk"),
        "# Disk DescriptorFile\nversion=1\nCID=12345678\nparentCID=ffffffff\ncreateType=\"vmfs\"\n"
        "RW 40960 VMFS \"base-flat.vmdk\"\n");
  }
  std::string quoted(const std::string& name) const { return "'" + folder_.file(name) + "'"; }

  TemporaryFolder folder_;
  std::string raw_ = folder_.file("disk.raw");
};

TEST_F(EsxFormats, Cowd) {
  run_writer("make_cowd.py", quoted("disk.raw") + " " + quoted("disk.vmdk"));
  expect_reads_as_source(folder_.file("disk.vmdk"));
  EXPECT_EQ(open(folder_.file("disk.vmdk")).info.links[0].create_type, "vmfsSparse");
}

TEST_F(EsxFormats, CowdWithLargeGrainsOverAFlatBase) {
  make_base();
  run_writer("make_cowd.py", quoted("disk.raw") + " " + quoted("child.vmdk") +
                                 " --grain 128 --parent base.vmdk 12345678");
  const auto child = folder_.file("child.vmdk");
  const auto disk = open(child);
  ASSERT_EQ(disk.info.links.size(), 2U);
  EXPECT_EQ(disk.info.links[0].parent_hint, "base.vmdk");
  EXPECT_EQ(disk.info.links[1].content_id, 0x12345678U);
  EXPECT_EQ(sha256_of(*disk.source), sha256_by_qemu(folder_, child));
  EXPECT_NE(sha256_of(*disk.source), sha256_of_file(raw_)) << "the base shows through";
}

TEST_F(EsxFormats, SeSparse) {
  run_writer("make_se_sparse.py", quoted("disk.raw") + " " + quoted("disk.vmdk"));
  expect_reads_as_source(folder_.file("disk.vmdk"));
}

TEST_F(EsxFormats, SeSparseGrainNumbersAreRotated) {
  run_writer("make_se_sparse.py", quoted("disk.raw") + " " + quoted("disk.vmdk") + " --pad 20000");
  expect_reads_as_source(folder_.file("disk.vmdk"));
}

TEST_F(EsxFormats, SeSparseZeroAndUnmappedGrainsHideTheParent) {
  make_base();
  for (const std::string kind : {"zero", "unmapped"}) {
    run_writer("make_se_sparse.py", quoted("disk.raw") + " " + quoted(kind + ".vmdk") +
                                        " --parent base.vmdk 12345678 --zeros " + kind);
    expect_reads_as_source(folder_.file(kind + ".vmdk"));
  }
  run_writer("make_se_sparse.py", quoted("disk.raw") + " " + quoted("absent.vmdk") +
                                      " --parent base.vmdk 12345678 --zeros absent");
  const auto disk = open(folder_.file("absent.vmdk"));
  EXPECT_EQ(sha256_of(*disk.source), sha256_by_qemu(folder_, folder_.file("absent.vmdk")));
  EXPECT_NE(sha256_of(*disk.source), sha256_of_file(raw_));
}

TEST_F(EsxFormats, SeSparseWithAJournalToReplayIsRefused) {
  run_writer("make_se_sparse.py", quoted("disk.raw") + " " + quoted("disk.vmdk") + " --journal");
  const auto error = error_of(folder_.file("disk.vmdk"));
  EXPECT_EQ(error.kind(), ErrorKind::unsupported);
  EXPECT_TRUE(contains(error.message(), "journal")) << error.message();
}

TEST_F(EsxFormats, StreamWithItsDirectoryAtTheEnd) {
  run_writer("make_stream.py", quoted("disk.raw") + " " + quoted("disk.vmdk"));
  expect_reads_as_source(folder_.file("disk.vmdk"));
  const auto extent = open(folder_.file("disk.vmdk")).source->map(0, 1 << 20);
  EXPECT_NE(extent.kind, io::ExtentKind::data) << "compressed bytes are no disk bytes";
}

TEST_F(EsxFormats, StreamWithSmallGrainsAndAnOddEnd) {
  make_pattern(raw_, (3 << 20) + 7 * 512, 6);
  run_writer("make_stream.py", quoted("disk.raw") + " " + quoted("disk.vmdk") + " --grain 16");
  expect_reads_as_source(folder_.file("disk.vmdk"));
}

TEST_F(EsxFormats, StreamFollowedByPadding) {
  run_writer("make_stream.py", quoted("disk.raw") + " " + quoted("disk.vmdk") + " --pad 4096");
  EXPECT_EQ(sha256_of(*open(folder_.file("disk.vmdk")).source), sha256_of_file(raw_));
}

TEST_F(EsxFormats, StreamThatWasCutOffSaysSo) {
  for (const std::string cut : {"513", "1024", "1000000"}) {
    run_writer("make_stream.py", quoted("disk.raw") + " " + quoted("disk.vmdk") + " --cut " + cut);
    const auto error = error_of(folder_.file("disk.vmdk"));
    EXPECT_EQ(error.kind(), ErrorKind::damaged);
    EXPECT_TRUE(contains(error.message(), "cut off")) << error.message();
  }
}

TEST_F(EsxFormats, AnExtentIsNotTakenForADisk) {
  run_writer("make_cowd.py", quoted("disk.raw") + " " + quoted("a.vmdk"));
  run_writer("make_se_sparse.py", quoted("disk.raw") + " " + quoted("b.vmdk"));
  for (const std::string name : {"a-delta.vmdk", "b-sesparse.vmdk"}) {
    const auto error = error_of(folder_.file(name));
    EXPECT_EQ(error.kind(), ErrorKind::not_a_disk);
    EXPECT_TRUE(contains(error.message(), "descriptor")) << error.message();
  }
}

}  // namespace
}  // namespace vixmount::disk::test
