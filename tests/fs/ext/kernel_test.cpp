// Images with all kinds of features, filled by the kernel and compared with its mount of them.
#include <gtest/gtest.h>

#include "fs/ext/directory.hpp"
#include "fs/ext/ext.hpp"
#include "fs/ext/find_superblock.hpp"
#include "fs/ext/hash_tree.hpp"
#include "fs/ext/image.hpp"
#include "fs/support/loop_mount.hpp"
#include "fs/support/mounted_tree.hpp"
#include "fs/support/option_matrix.hpp"
#include "fs/support/walk.hpp"
#include "support/support.hpp"

namespace vixmount::fs::ext {
namespace {

struct Variant {
  const char* name;
  const char* options;  // for mke2fs
  const char* size = "100M";
  Filling filling = {};
  const char* afterwards = nullptr;  // shell command on the unmounted image, "$IMAGE"
};

void PrintTo(const Variant& variant, std::ostream* out) { *out << variant.options; }

constexpr Filling kSmallInodes{.nanoseconds = false, .most_xattr = 900};

const Variant kVariants[] = {
    {"ext2_revision_0",
     "-t ext2 -O none -r 0 -b 1024",
     "100M",
     {.nanoseconds = false, .user_xattrs = false}},
    {"ext2", "-t ext2 -b 1024 -I 128", "100M", kSmallInodes},
    {"ext2_4k", "-t ext2 -b 4096", "100M"},
    {"ext3", "-t ext3 -b 1024 -I 128", "100M", kSmallInodes},
    {"ext3_without_index", "-t ext3 -O ^dir_index -b 2048", "100M", {.most_xattr = 1500}},
    {"ext4", "-t ext4 -b 4096"},
    {"ext4_1k", "-t ext4 -b 1024", "100M", {.most_xattr = 900}},
    {"ext4_2k", "-t ext4 -b 2048", "100M", {.most_xattr = 1500}},
    {"ext4_small_inodes", "-t ext4 -I 128 -b 4096", "100M", {.nanoseconds = false}},
    {"ext4_huge_inodes", "-t ext4 -I 4096 -b 4096 -N 6000"},
    {"ext4_32bit", "-t ext4 -O ^64bit -b 4096"},
    {"ext4_group_checksums", "-t ext4 -O ^metadata_csum,uninit_bg -b 4096"},
    {"ext4_group_checksums_32bit", "-t ext4 -O ^metadata_csum,^64bit,uninit_bg -b 4096"},
    {"ext4_without_checksums", "-t ext4 -O ^metadata_csum,^uninit_bg -b 4096"},
    {"ext4_block_map", "-t ext4 -O ^extent,^64bit -b 1024", "100M", {.most_xattr = 900}},
    {"ext4_block_map_4k", "-t ext4 -O ^extent,^64bit,^metadata_csum -b 4096"},
    {"ext4_bigalloc", "-t ext4 -O bigalloc -C 65536 -b 4096", "300M"},
    {"ext4_bigalloc_1k",
     "-t ext4 -O bigalloc -b 1024 -C 4096 -N 20000",
     "100M",
     {.most_xattr = 900}},
    {"ext4_inline_data", "-t ext4 -O inline_data -b 4096"},
    {"ext4_inline_data_large_inodes", "-t ext4 -O inline_data -I 1024 -b 4096"},
    {"ext4_meta_bg", "-t ext4 -O meta_bg,^resize_inode -b 1024", "200M", {.most_xattr = 900}},
    {"ext4_meta_bg_32bit",
     "-t ext4 -O meta_bg,^resize_inode,^64bit,^metadata_csum -b 1024",
     "300M",
     {.most_xattr = 900}},
    {"ext4_without_flex_bg", "-t ext4 -O ^flex_bg -b 1024", "200M", {.most_xattr = 900}},
    {"ext4_sparse_super2", "-t ext4 -O sparse_super2 -b 1024", "100M", {.most_xattr = 900}},
    {"ext4_ea_inode", "-t ext4 -O ea_inode -b 4096", "100M", {.most_xattr = 60000}},
    {"ext4_large_dir", "-t ext4 -O large_dir -b 1024 -N 30000", "100M", {.most_xattr = 900}},
    {"ext4_quota_project",
     "-t ext4 -b 4096 -I 256",
     "100M",
     {},
     // Kernels without quotas mount it for reading only.
     "tune2fs -O quota,project -Q usrquota,grpquota,prjquota \"$IMAGE\""},
    {"ext4_orphan_file_mmp", "-t ext4 -O orphan_file,fast_commit,mmp,stable_inodes -b 4096"},
    {"ext4_changed_uuid",
     "-t ext4 -O metadata_csum_seed -b 4096",
     "100M",
     {},
     "tune2fs -U 01234567-89ab-cdef-0123-456789abcdef \"$IMAGE\""},
    {"ext4_without_journal", "-t ext4 -O ^has_journal -E lazy_itable_init=1 -b 4096"},
    {"ext4_hash_seed", "-t ext4 -E hash_seed=01234567-89ab-cdef-0123-456789abcdef -b 4096"},
};

test::Comparison comparison_of(const Variant& variant) {
  test::Comparison what;
  what.xattrs = variant.filling.user_xattrs;
  return what;
}

std::string made_by(const Variant& variant) {
  const auto command = std::string("mke2fs ") + variant.options;
  return variant.afterwards == nullptr ? command : command + "; " + variant.afterwards;
}

std::size_t check(const Variant& variant) {
  const test::TemporaryFolder folder(test::TemporaryFolder::Place::memory);
  const auto image = make_image(folder, variant.options, variant.size);
  {
    const test::LoopMount mounted(image, "noatime");
    fill_tree(mounted.path().string(), variant.filling);
  }
  if (variant.afterwards != nullptr)
    test::run("IMAGE='" + image + "'; " + variant.afterwards + " 2>&1");
  const test::LoopMount mounted(image, "ro,noatime");
  const auto files = open(test::open_image(image), Options{}, Log{});
  const auto counts = test::compare_with_mount(*files, mounted.path(), comparison_of(variant));
  EXPECT_GT(counts.nodes, 2700U);
  test::compare_statistics(*files, mounted.path());
  std::printf("%s: %zu nodes, %zu files, %zu xattrs, %zu bytes\n", variant.name, counts.nodes,
              counts.files, counts.xattrs, counts.content_bytes);
  return counts.nodes;
}

class KernelImage : public testing::TestWithParam<Variant> {};

TEST_P(KernelImage, MatchesTheKernelsMount) {
  test::MatrixRecord record({"ext", GetParam().name, made_by(GetParam()), "Linux' own mount of it",
                             contents_of(GetParam().filling)});
  VIXMOUNT_REQUIRE_ROOT();
  VIXMOUNT_REQUIRE_PROGRAM("mke2fs");
  VIXMOUNT_REQUIRE_PROGRAM("setfacl");
  record.compared(check(GetParam()));
}

INSTANTIATE_TEST_SUITE_P(Ext, KernelImage, testing::ValuesIn(kVariants),
                         [](const auto& one) { return std::string(one.param.name); });

struct HashCase {
  const char* algorithm;
  bool is_unsigned;
};

class KernelHash : public testing::TestWithParam<HashCase> {};

// Not only found, but found through the tree.
void expect_all_by_hash(const Blocks& blocks, std::uint32_t directory) {
  const auto inode = read_inode(blocks, directory);
  ASSERT_TRUE(has_hash_tree(blocks.superblock(), inode));
  const auto owner = std::shared_ptr<const Blocks>(std::shared_ptr<void>(), &blocks);
  list_directory(owner, inode, 0, [&](const DirectoryEntry& entry) {
    const auto matcher = NameMatcher::make(blocks.superblock(), inode, entry.name);
    const auto found = find_by_hash(blocks, inode, *matcher);
    EXPECT_TRUE(found.usable && found.inode == entry.node) << entry.name;
    return true;
  });
}

TEST_P(KernelHash, FindsEveryNameThroughTheTree) {
  VIXMOUNT_REQUIRE_ROOT();
  VIXMOUNT_REQUIRE_PROGRAM("mke2fs");
  VIXMOUNT_REQUIRE_PROGRAM("debugfs");
  const test::TemporaryFolder folder(test::TemporaryFolder::Place::memory);
  const auto image = make_image(folder, "-t ext4 -b 1024", "60M");
  test::run(std::string("tune2fs -E hash_alg=") + GetParam().algorithm + " '" + image + "'");
  if (GetParam().is_unsigned) test::run("debugfs -w -R 'ssv flags 2' '" + image + "' 2>&1");
  {
    const test::LoopMount mounted(image, "noatime");
    test::run(
        "mkdir '" + mounted.path().string() + "/d'; cd '" + mounted.path().string() +
        "/d'; seq -f 'n\u00e4me \xE2\x82\xAC of some length %05.0f' 5000 | xargs -d '\n' touch");
  }
  const auto volume = test::open_image(image);
  const Blocks blocks(volume, find_superblock(*volume, true).superblock, true);
  const auto files = open(volume, Options{}, Log{});
  expect_all_by_hash(blocks, static_cast<std::uint32_t>(files->lookup(2, "d").value()));
}

// Blocks of 1 KiB and long names: the tree has three levels, which takes the feature large_dir.
TEST(LargeDirectory, IsListedAndEveryNameFoundThroughTheTree) {
  VIXMOUNT_REQUIRE_ROOT();
  VIXMOUNT_REQUIRE_PROGRAM("mke2fs");
  VIXMOUNT_REQUIRE_PROGRAM("debugfs");
  const test::TemporaryFolder folder(test::TemporaryFolder::Place::memory);
  const auto image = make_image(folder, "-t ext4 -b 1024 -O large_dir -N 50000", "200M");
  {
    const test::LoopMount mounted(image, "noatime");
    const auto path = mounted.path().string() + "/d";
    test::run("mkdir '" + path + "'; cd '" + path +
              "'; seq -f '" + std::string(200, 'n') + " %06.0f' 40000 | xargs -d '\n' touch");
  }
  EXPECT_NE(test::run("debugfs -R 'htree_dump /d' '" + image + "' 2>/dev/null | head -20")
                .find("Indirect levels: 2"),
            std::string::npos);
  const auto volume = test::open_image(image);
  const Blocks blocks(volume, find_superblock(*volume, true).superblock, true);
  const auto files = open(volume, Options{}, Log{});
  const auto directory = files->lookup(files->root(), "d").value();
  std::size_t count = 0;
  files->list(directory, 0, [&](const DirectoryEntry&) { return ++count != 0; });
  EXPECT_EQ(count, 40000U);
  expect_all_by_hash(blocks, static_cast<std::uint32_t>(directory));
}

INSTANTIATE_TEST_SUITE_P(Ext, KernelHash,
                         testing::Values(HashCase{"legacy", false}, HashCase{"half_md4", false},
                                         HashCase{"tea", false}, HashCase{"legacy", true},
                                         HashCase{"half_md4", true}, HashCase{"tea", true}));

}  // namespace
}  // namespace vixmount::fs::ext
