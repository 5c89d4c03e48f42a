// Images with all kinds of features, filled by the kernel and compared with its mount of them.
#include <algorithm>
#include <filesystem>

#include <fmt/core.h>
#include <gtest/gtest.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "fs/ext/image.hpp"
#include "fs/support/loop_mount.hpp"
#include "fs/support/mounted_tree.hpp"
#include "fs/support/option_matrix.hpp"
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
  const char* prepare = nullptr;  // shell command on the fresh image, "$IMAGE"
};

void PrintTo(const Variant& variant, std::ostream* out) { *out << variant.options; }

// Version 4 and case-insensitive ones: linux/linux_test.cpp.
const Variant kVariants[] = {
    {"defaults", "", "300M", true},
    {"large_extent_counts", "-i nrext64=1", "200M", true},
    {"classic_times", "-m bigtime=0", "200M", true, false},
    {"blocks_1k", "-b size=1024", "200M", true},
    {"blocks_2k", "-b size=2048", "200M", true},
    {"blocks_16k", "-b size=16384 -n size=32768", "400M", true},
    {"blocks_64k", "-b size=65536 -m reflink=0", "600M"},
    {"directory_blocks_64k", "-n size=65536", "300M", true},
    {"blocks_1k_directory_blocks_8k", "-b size=1024 -n size=8192", "200M", true},
    {"inodes_2k", "-i size=2048", "200M", true},
    {"inodes_1k", "-i size=1024,sparse=0", "200M", true},
    {"sectors_4k", "-s size=4096", "200M", true},
    {"reverse_map", "-m rmapbt=1", "300M", true},
    {"no_free_inode_tree", "-m finobt=0,inobtcount=0,reflink=0", "200M"},
    {"no_sparse_inodes", "-i sparse=0", "200M", true},
    {"stripes", "-d su=64k,sw=4", "300M", true},
    {"many_groups", "-d agsize=16m", "500M", true},
    // mkfs.xfs 6.1 does not know the last two; the kernel writes them once their bits are there.
    {"parent_pointers_exchange_range", "-i nrext64=1", "300M", true, true,
     "xfs_db -x -c 'sb 0' -c 'write -d features_incompat 0xeb' \"$IMAGE\""},
    {"new_uuid", "-m uuid=01234567-89ab-cdef-0123-456789abcdef", "200M", true, true,
     "xfs_admin -U generate \"$IMAGE\""},
};

// An image as a block device, for as long as this object lives.
class LoopDevice {
 public:
  explicit LoopDevice(const std::string& image)
      : name_(test::run("losetup --find --show '" + image + "'")) {
    name_.resize(name_.find_last_not_of('\n') + 1);
  }
  ~LoopDevice() { test::run("losetup --detach " + name_); }
  LoopDevice(const LoopDevice&) = delete;
  LoopDevice& operator=(const LoopDevice&) = delete;
  const std::string& name() const noexcept { return name_; }

 private:
  std::string name_;
};

// Linux keeps a few blocks of each group back, how many depends on its version and the block size.
void expect_near(std::uint64_t ours, std::uint64_t theirs, std::uint64_t most) {
  EXPECT_LE(std::max(ours, theirs) - std::min(ours, theirs), most) << ours << " " << theirs;
}

void compare_statistics(const FileSystem& files, const std::filesystem::path& mounted) {
  constexpr std::uint64_t kMostGroups = 32;
  constexpr std::uint64_t kKeptBack = 4;
  constexpr std::uint64_t kMostInodesPerBlock = 128;
  struct statvfs theirs {};
  ASSERT_EQ(::statvfs(mounted.c_str(), &theirs), 0);
  const auto ours = files.statistics();
  EXPECT_EQ(ours.block_size, theirs.f_frsize);
  EXPECT_EQ(ours.total_blocks, theirs.f_blocks);
  expect_near(ours.free_blocks, theirs.f_bfree, kMostGroups * kKeptBack);
  expect_near(ours.total_nodes, theirs.f_files, kMostGroups * kKeptBack * kMostInodesPerBlock);
  EXPECT_EQ(ours.total_nodes - ours.free_nodes, theirs.f_files - theirs.f_ffree);
}

std::string made_by(const Variant& variant) {
  const auto command = std::string("mkfs.xfs ") + variant.options;
  return variant.prepare == nullptr ? command : command + "; " + variant.prepare;
}

ext::Filling filling_of(const Variant& variant) {
  return {.nanoseconds = variant.has_big_time, .most_xattr = 60000};
}

// The largest directory has more than one leaf: one holds 8184 names in directory blocks of 64 KiB,
// and 504 in those of 4 KiB.
unsigned entries_of(const Variant& variant) {
  const std::string options = variant.options;
  const bool has_large_blocks = options.find("size=65536") != std::string::npos ||
                                options.find("-n size=32768") != std::string::npos;
  return has_large_blocks ? 12000 : 3000;
}

std::string contents_of(const Variant& variant) {
  return ext::contents_of(filling_of(variant)) + ", " +
         added_contents(variant.has_reflink, entries_of(variant));
}

// A file without attributes of its own has its parent's number in one.
void expect_parent_pointer(const FileSystem& files, const std::string& image) {
  const auto file = files.lookup(files.root(), "only a hole").value();
  EXPECT_TRUE(files.list_xattrs(file).empty());
  const auto command = fmt::format("xfs_db -r -c 'inode {}' -c 'print a.sfattr.list[0].name' '{}'",
                                   file, image);
  EXPECT_EQ(test::run(command + " 2>/dev/null"), "a.sfattr.list[0].name = \"only a hole\"\n");
}

void check(const Variant& variant, test::MatrixRecord& record) {
  const test::TemporaryFolder folder(test::TemporaryFolder::Place::memory);
  const auto image = make_image(folder, variant.options, variant.size);
  if (variant.prepare != nullptr)
    test::run("IMAGE='" + image + "'; " + variant.prepare + " 2>&1");
  if (!test::kernel_can_mount(image, "")) GTEST_SKIP() << "this kernel does not mount it";
  {
    const test::LoopMount mounted(image, "noatime");
    ext::fill_tree(mounted.path().string(), filling_of(variant));
    add_xfs_tree(mounted.path().string(), variant.has_reflink, entries_of(variant));
  }
  const test::LoopMount mounted(image, "ro,norecovery,noatime");
  const auto files = open(test::open_image(image), Options{}, Log{});
  EXPECT_EQ(files->info().state, "");
  const auto counts = test::compare_with_mount(*files, mounted.path(), {});
  EXPECT_GT(counts.nodes, entries_of(variant));
  compare_statistics(*files, mounted.path());
  std::printf("%s: %zu nodes, %zu files, %zu xattrs, %zu bytes\n", variant.name, counts.nodes,
              counts.files, counts.xattrs, counts.content_bytes);
  if (std::string_view(variant.name).starts_with("parent_pointers"))
    expect_parent_pointer(*files, image);
  record.compared(counts.nodes);
}

class KernelImage : public testing::TestWithParam<Variant> {};

TEST_P(KernelImage, MatchesTheKernelsMount) {
  test::MatrixRecord record({"XFS", GetParam().name, made_by(GetParam()), "Linux' own mount of it",
                             contents_of(GetParam())});
  VIXMOUNT_REQUIRE_ROOT();
  VIXMOUNT_REQUIRE_PROGRAM("mkfs.xfs");
  VIXMOUNT_REQUIRE_PROGRAM("setfacl");
  check(GetParam(), record);
}

// The log is clean, and the rest of the file system on the first device.
TEST(ExternalLog, IsSaidAndEveryFileIsRead) {
  test::MatrixRecord record({"XFS", "external_log", "mkfs.xfs -l logdev=DEVICE",
                             "Linux' own mount of it", ext::contents_of({})});
  VIXMOUNT_REQUIRE_ROOT();
  VIXMOUNT_REQUIRE_PROGRAM("mkfs.xfs");
  VIXMOUNT_REQUIRE_PROGRAM("setfacl");
  const test::TemporaryFolder folder(test::TemporaryFolder::Place::memory);
  const auto log = folder.file("log");
  test::run("truncate -s 64M '" + log + "'");
  const auto image = make_image(folder, "-l logdev='" + log + "',size=64m", "300M");
  const LoopDevice device(log);
  {
    const test::LoopMount mounted(image, "noatime,logdev=" + device.name());
    ext::fill_tree(mounted.path().string(), {});
  }
  const test::LoopMount mounted(image, "ro,norecovery,noatime,logdev=" + device.name());
  const auto files = open(test::open_image(image), Options{}, Log{});
  EXPECT_NE(files->info().state.find("on another device"), std::string::npos);
  record.compared(test::compare_with_mount(*files, mounted.path(), {}).nodes);
}

// The format of its data fork: a B-tree, for which 1 KiB blocks and other writes in between see.
TEST(LargeDirectory, OfABTreeIsListedAndEveryNameFound) {
  test::MatrixRecord record({"XFS", "directory_of_20000", "mkfs.xfs -b size=1024",
                             "Linux' own mount of it",
                             "directory of 20000 entries with every seventh removed (B-tree)"});
  VIXMOUNT_REQUIRE_ROOT();
  VIXMOUNT_REQUIRE_PROGRAM("mkfs.xfs");
  const test::TemporaryFolder folder(test::TemporaryFolder::Place::memory);
  const auto image = make_image(folder, "-b size=1024", "300M");
  {
    const test::LoopMount mounted(image, "noatime");
    const auto names = "seq -f '" + std::string(200, 'n') + " %06.0f' ";
    test::run("mkdir '" + mounted.path().string() + "/d'; cd '" + mounted.path().string() +
              "/d'; " + names + "20000 | xargs -d '\n' touch; " + names +
              "1 7 20000 | xargs -d '\n' rm");
  }
  const auto files = open(test::open_image(image), Options{}, Log{});
  const auto directory = files->lookup(files->root(), "d").value();
  EXPECT_EQ(test::run(fmt::format("xfs_db -r -c 'inode {}' -c 'print core.format' '{}'", directory,
                                  image)),
            "core.format = 3 (btree)\n");
  const test::LoopMount mounted(image, "ro,norecovery,noatime");
  const auto counts = test::compare_with_mount(*files, mounted.path(), {});
  EXPECT_EQ(counts.files, 20000U - 2858);
  record.compared(counts.nodes);
}

INSTANTIATE_TEST_SUITE_P(Xfs, KernelImage, testing::ValuesIn(kVariants),
                         [](const auto& one) { return std::string(one.param.name); });

}  // namespace
}  // namespace vixmount::fs::xfs
