// Images that mke2fs fills from a folder, for features that the running kernel may lack: large
// blocks, casefold. Compared with the folder itself, or with what debugfs reads.
#include <filesystem>

#include <gtest/gtest.h>

#include "fs/ext/ext.hpp"
#include "fs/ext/image.hpp"
#include "fs/support/mounted_tree.hpp"
#include "fs/support/walk.hpp"
#include "support/support.hpp"

namespace vixmount::fs::ext {
namespace {

// A folder keeps its own directory sizes, link counts of the root and times.
constexpr test::Comparison kWithFolder{
    .inode_numbers = false, .times = false, .directory_sizes = false, .allocated_size = false};

class LargeBlocks : public testing::TestWithParam<const char*> {};

TEST_P(LargeBlocks, MatchTheFolderTheyWereMadeFrom) {
  VIXMOUNT_REQUIRE_ROOT();  // device nodes
  VIXMOUNT_REQUIRE_PROGRAM("mke2fs");
  VIXMOUNT_REQUIRE_PROGRAM("setfacl");
  const test::TemporaryFolder source(test::TemporaryFolder::Place::memory);
  std::filesystem::permissions(source.path(), std::filesystem::perms(0755));  // as mke2fs makes it
  fill_tree(source.path().string(), Filling{});
  std::filesystem::create_directory(source.path() / "lost+found");
  const test::TemporaryFolder folder(test::TemporaryFolder::Place::memory);
  const auto image = make_image(
      folder, std::string(GetParam()) + " -E root_owner=0:0 -d '" + source.path().string() + "'",
      "400M");
  const auto files = open(test::open_image(image), Options{}, Log{});
  const auto counts = test::compare_with_mount(*files, source.path(), kWithFolder);
  EXPECT_GT(counts.nodes, 2700U);
}

INSTANTIATE_TEST_SUITE_P(Ext, LargeBlocks,
                         testing::Values("-t ext4 -b 16384", "-t ext4 -b 65536",
                                         "-t ext4 -b 65536 -O ^metadata_csum,^extent,^64bit"));

class Casefolded : public testing::TestWithParam<const char*> {};

TEST_P(Casefolded, NamesAreFoundInAnyCase) {
  VIXMOUNT_REQUIRE_PROGRAM("mke2fs");
  VIXMOUNT_REQUIRE_PROGRAM("debugfs");
  const test::TemporaryFolder source(test::TemporaryFolder::Place::memory);
  std::filesystem::create_directory(source.path() / "d");
  for (int i = 0; i < 400; ++i)
    test::write_file(source.path() / "d" / fmt::format("Some File \xC3\x84 {}", i), "x");
  const test::TemporaryFolder folder(test::TemporaryFolder::Place::memory);
  const auto image = make_image(folder,
                                std::string("-t ext4 -b 1024 -O casefold ") + GetParam() + " -d '" +
                                    source.path().string() + "'",
                                "20M");
  // The flag casefolded (0x40000000), beside the one for extents; then an index by e2fsck.
  test::run("debugfs -w -R 'set_inode_field d flags 0x40080000' '" + image + "' 2>&1");
  test::run("e2fsck -fyD '" + image + "' 2>&1 || test $? -le 1");
  const auto files = open(test::open_image(image), Options{}, Log{});
  const auto directory = files->lookup(files->root(), "d").value();
  for (int i = 0; i < 400; ++i) {
    const auto exact = files->lookup(directory, fmt::format("Some File \xC3\x84 {}", i));
    ASSERT_TRUE(exact) << i;
    EXPECT_EQ(files->lookup(directory, fmt::format("sOME fILE \xC3\xA4 {}", i)), exact);
    EXPECT_EQ(files->lookup(directory, fmt::format("some file a\xCC\x88 {}", i)), exact);
  }
  EXPECT_FALSE(files->lookup(directory, "some file a 1"));
  EXPECT_FALSE(files->lookup(files->root(), "D"));  // the root is not casefolded
}

INSTANTIATE_TEST_SUITE_P(Ext, Casefolded, testing::Values("", "-E encoding_flags=strict"));

}  // namespace
}  // namespace vixmount::fs::ext
