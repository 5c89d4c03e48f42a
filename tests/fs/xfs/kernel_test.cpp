// Images with all kinds of features, filled by the kernel and compared with its mount of them.
#include <gtest/gtest.h>
#include <unistd.h>

#include "fs/ext/image.hpp"
#include "fs/support/loop_mount.hpp"
#include "fs/support/mounted_tree.hpp"
#include "fs/support/walk.hpp"
#include "fs/xfs/image.hpp"
#include "fs/xfs/xfs.hpp"
#include "support/support.hpp"

namespace vixmount::fs::xfs {
namespace {

struct Variant {
  const char* name;
  const char* options;  // for mkfs.xfs
  const char* size = "200M";
  bool has_reflink = false;
  bool has_big_time = true;
};

void PrintTo(const Variant& variant, std::ostream* out) { *out << variant.options; }

const Variant kVariants[] = {
    {"defaults", "", "300M", true},
    {"version_4", "-m crc=0", "200M", false, false},
    {"version_4_ftype", "-m crc=0 -n ftype=1", "200M", false, false},
    {"version_4_512", "-m crc=0 -b size=512 -i attr=1", "200M", false, false},
    {"version_4_no_lazy_counts", "-m crc=0 -l lazy-count=0,version=1 -i projid32bit=0", "200M", false, false},
    {"version_4_large_directory_blocks", "-m crc=0 -b size=1024 -n size=16384", "200M", false, false},
    {"large_extent_counts", "-i nrext64=1", "200M", true},
    {"classic_times", "-m bigtime=0", "200M", true, false},
    {"blocks_1k", "-b size=1024", "200M", true},
    {"blocks_2k", "-b size=2048", "200M", true},
    {"blocks_64k", "-b size=65536 -m reflink=0", "600M"},
    {"directory_blocks_64k", "-n size=65536", "300M", true},
    {"blocks_1k_directory_blocks_8k", "-b size=1024 -n size=8192", "200M", true},
    {"inodes_2k", "-i size=2048", "200M", true},
    {"inodes_1k", "-i size=1024,sparse=0", "200M", true},
    {"sectors_4k", "-s size=4096", "200M", true},
    {"reverse_map", "-m rmapbt=1", "300M", true},
    {"no_free_inode_tree", "-m finobt=0,inobtcount=0,reflink=0", "200M"},
    {"no_sparse_inodes", "-i sparse=0", "200M", true},
    {"case_insensitive", "-n version=ci", "200M", true},
    {"stripes", "-d su=64k,sw=4", "300M", true},
    {"many_groups", "-d agsize=16m", "500M", true},
};

test::Comparison comparison() { return {}; }

void check(const Variant& variant) {
  const test::TemporaryFolder folder(test::TemporaryFolder::Place::memory);
  const auto image = make_image(folder, variant.options, variant.size);
  if (!test::kernel_can_mount(image, "")) GTEST_SKIP() << "this kernel does not mount it";
  {
    const test::LoopMount mounted(image, "noatime");
    ext::fill_tree(mounted.path().string(), {.nanoseconds = variant.has_big_time, .most_xattr = 60000});
    add_xfs_tree(mounted.path().string(), variant.has_reflink);
  }
  const test::LoopMount mounted(image, "ro,norecovery,noatime");
  const auto files = open(test::open_image(image), Options{}, Log{});
  EXPECT_EQ(files->info().state, "");
  const auto counts = test::compare_with_mount(*files, mounted.path(), comparison());
  EXPECT_GT(counts.nodes, 20000U);
  test::compare_statistics(*files, mounted.path());
  std::printf("%s: %zu nodes, %zu files, %zu xattrs, %zu bytes\n", variant.name, counts.nodes,
              counts.files, counts.xattrs, counts.content_bytes);
}

class KernelImage : public testing::TestWithParam<Variant> {};

TEST_P(KernelImage, MatchesTheKernelsMount) {
  VIXMOUNT_REQUIRE_ROOT();
  VIXMOUNT_REQUIRE_PROGRAM("mkfs.xfs");
  VIXMOUNT_REQUIRE_PROGRAM("setfacl");
  check(GetParam());
}

INSTANTIATE_TEST_SUITE_P(Xfs, KernelImage, testing::ValuesIn(kVariants),
                         [](const auto& one) { return std::string(one.param.name); });

}  // namespace
}  // namespace vixmount::fs::xfs
