// What cannot be trusted or is not supported is said, with its place.
#include <thread>

#include <gtest/gtest.h>

#include "fs/ext/ext.hpp"
#include "fs/ext/image.hpp"
#include "fs/support/walk.hpp"
#include "io/sources.hpp"
#include "support/support.hpp"

namespace vixmount::fs::ext {
namespace {

// An image in memory that tests may spoil.
class SpoiledImage : public testing::Test {
 protected:
  void SetUp() override { VIXMOUNT_REQUIRE_PROGRAM("mke2fs"); }

  void make(const std::string& options, const std::string& size, std::size_t file_size = 5000) {
    const test::TemporaryFolder tree;
    test::write_file(tree.path() / "file", std::string(file_size, 'f'));
    const test::TemporaryFolder folder;
    bytes_ =
        test::read_file(make_image(folder, options + " -d '" + tree.path().string() + "'", size));
  }
  void flip(std::size_t offset) { bytes_.at(offset) = static_cast<char>(bytes_.at(offset) ^ 0x10); }
  FileSystemPtr open_it() const { return open(test::memory_source(bytes_), Options{}, Log{}); }
  std::string message_of_open() const {
    try {
      open_it();
    } catch (const Error& error) {
      return error.message();
    }
    return "";
  }

  std::string bytes_;
};

constexpr std::size_t kSuperblock = 1024;
constexpr std::size_t kIncompat = kSuperblock + 0x60;

TEST_F(SpoiledImage, ADamagedSuperblockIsReplacedByItsBackup) {
  make("-t ext4 -b 1024", "20M");  // groups of 8 MiB: a backup at block 8193
  flip(kSuperblock + 0x18);        // block size
  const auto files = open_it();
  EXPECT_NE(files->info().state.find("backup superblock of group 1"), std::string::npos)
      << files->info().state;
  EXPECT_TRUE(files->lookup(files->root(), "file"));
  const auto identified = identify(*test::memory_source(bytes_));
  ASSERT_TRUE(identified);
  EXPECT_TRUE(identified->mountable);
  EXPECT_FALSE(identified->remark.empty());
}

TEST_F(SpoiledImage, ADamagedSuperblockWithoutBackupIsIdentifiedButNotOpened) {
  make("-t ext4 -b 1024", "4M");
  flip(kSuperblock + 0x20);  // blocks per group
  EXPECT_EQ(test::error_kind_of([&] { open_it(); }), ErrorKind::damaged);
  const auto identified = identify(*test::memory_source(bytes_));
  ASSERT_TRUE(identified);
  EXPECT_EQ(identified->type, "ext4");
  EXPECT_FALSE(identified->mountable);
  EXPECT_NE(identified->remark.find("checksum"), std::string::npos);
}

TEST_F(SpoiledImage, WithoutTheMagicNumberItIsNoExt) {
  make("-t ext4 -b 1024", "4M");
  flip(kSuperblock + 0x38);
  EXPECT_FALSE(identify(*test::memory_source(bytes_)));
}

TEST_F(SpoiledImage, UnknownFeaturesAreNamed) {
  make("-t ext4 -b 1024 -O ^metadata_csum,uninit_bg", "4M");
  bytes_.at(kIncompat) = static_cast<char>(bytes_.at(kIncompat) | 0x1);           // compression
  bytes_.at(kIncompat + 3) = static_cast<char>(bytes_.at(kIncompat + 3) | 0x40);  // bit 30
  EXPECT_EQ(test::error_kind_of([&] { open_it(); }), ErrorKind::unsupported);
  EXPECT_NE(message_of_open().find("compression, FEATURE_I30"), std::string::npos)
      << message_of_open();
  EXPECT_FALSE(identify(*test::memory_source(bytes_))->mountable);
}

// debugfs tells where structures are; a flipped bit there must be noticed.
std::size_t byte_of_inode(const std::string& image, const std::string& name) {
  // "Inode 12 is part of block group 0 \n located at block 34, offset 0x0b00"
  const auto text = test::run("debugfs -R 'imap " + name + "' '" + image + "' 2>/dev/null");
  const auto block = std::stoull(text.substr(text.find("block ", text.find("located")) + 6));
  return block * 1024 + std::stoull(text.substr(text.find("0x")), nullptr, 16);
}

TEST_F(SpoiledImage, ADamagedInodeIsReported) {
  VIXMOUNT_REQUIRE_PROGRAM("debugfs");
  make("-t ext4 -b 1024", "4M");
  const test::TemporaryFolder folder;
  test::write_file(folder.file("i"), bytes_);
  flip(byte_of_inode(folder.file("i"), "file") + 4);  // size
  const auto files = open_it();
  const auto node = files->lookup(files->root(), "file").value();
  EXPECT_EQ(test::error_kind_of([&] { files->attributes(node); }), ErrorKind::damaged);
  EXPECT_EQ(test::error_kind_of([&] { files->open(node); }), ErrorKind::damaged);
}

TEST_F(SpoiledImage, ADamagedDirectoryIsReported) {
  VIXMOUNT_REQUIRE_PROGRAM("debugfs");
  make("-t ext4 -b 1024", "4M");
  const test::TemporaryFolder folder;
  test::write_file(folder.file("i"), bytes_);
  const auto block =
      std::stoull(test::run("debugfs -R 'bmap / 0' '" + folder.file("i") + "' 2>/dev/null"));
  flip(block * 1024 + 9);
  const auto files = open_it();
  EXPECT_EQ(test::error_kind_of(
                [&] { files->list(files->root(), 0, [](const DirectoryEntry&) { return true; }); }),
            ErrorKind::damaged);
  EXPECT_EQ(test::error_kind_of([&] { files->lookup(files->root(), "file"); }), ErrorKind::damaged);
}

TEST_F(SpoiledImage, DataBehindTheEndOfTheVolumeIsAnErrorNotZeros) {
  constexpr std::uint64_t kSize = 2000000;
  make("-t ext4 -b 1024 -O ^has_journal", "4M", kSize);
  const auto whole = open_it();
  const auto node = whole->lookup(whole->root(), "file").value();
  const auto cut_at = whole->open(node)->map(kSize - 1, 1).position;  // in the image
  const auto volume = std::make_shared<io::SliceSource>(test::memory_source(bytes_), 0, cut_at);
  const auto cut = open(volume, Options{}, Log{});
  const auto content = cut->open(node);
  std::vector<std::byte> bytes(kSize);
  EXPECT_EQ(test::error_kind_of([&] { content->read(0, bytes); }), ErrorKind::damaged);
  content->read(0, std::span(bytes).first(kSize - 1));
  EXPECT_EQ(bytes[kSize - 2], std::byte{'f'});
}

TEST_F(SpoiledImage, ReservedInodesAreNotShown) {
  make("-t ext4 -b 1024", "4M");
  const auto files = open_it();
  for (const NodeId node : {0, 1, 3, 7, 8, 10})
    EXPECT_EQ(test::error_kind_of([&] { files->attributes(node); }), ErrorKind::not_found) << node;
  EXPECT_EQ(test::error_kind_of([&] { files->attributes(1ULL << 40); }), ErrorKind::not_found);
  EXPECT_EQ(test::error_kind_of([&] { files->open(files->root()); }), ErrorKind::is_a_directory);
  const auto file = files->lookup(files->root(), "file").value();
  EXPECT_EQ(test::error_kind_of([&] { files->lookup(file, "x"); }), ErrorKind::not_a_directory);
  EXPECT_EQ(test::error_kind_of([&] { files->read_link(file); }), ErrorKind::wrong_file_type);
}

// For ThreadSanitizer, and for the cache under contention.
TEST(Threads, EightOfThemWalkOneFileSystem) {
  VIXMOUNT_REQUIRE_PROGRAM("mke2fs");
  const test::TemporaryFolder tree;
  for (int i = 0; i < 400; ++i)
    test::write_file(tree.path() / fmt::format("file {}", i), std::string(i * 7, 'x'));
  const test::TemporaryFolder folder;
  const auto image = make_image(folder, "-t ext4 -b 1024 -d '" + tree.path().string() + "'", "20M");
  const auto files = open(test::open_image(image), Options{}, Log{});
  std::vector<std::thread> threads;
  std::vector<std::uint64_t> sums(8);
  for (auto& sum : sums)
    threads.emplace_back([&files, &sum] {
      test::walk(*files, [&](const test::WalkedNode& node) {
        if (node.attributes.type != NodeType::regular) return;
        sum += test::content_of(*files->open(node.attributes.node)).size();
        sum += files->lookup(node.parent, node.name) == node.attributes.node ? 1 : 0;
      });
    });
  for (auto& thread : threads) thread.join();
  // The sum of i * 7 for 400 files, and one lookup each.
  for (const auto sum : sums) EXPECT_EQ(sum, 7U * 400 * 399 / 2 + 400);
}

}  // namespace
}  // namespace vixmount::fs::ext
