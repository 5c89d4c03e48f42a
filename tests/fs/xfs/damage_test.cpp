// What cannot be trusted or is not supported is said, with its place.

#include <gtest/gtest.h>

#include "base/bytes.hpp"
#include "fs/support/walk.hpp"
#include "fs/xfs/image.hpp"
#include "fs/xfs/name_hash.hpp"
#include "fs/xfs/xfs.hpp"
#include "support/support.hpp"

namespace vixmount::fs::xfs {
namespace {

// Offsets in the superblock.
constexpr std::size_t kBlockSize = 4;
constexpr std::size_t kLogStart = 48;
constexpr std::size_t kRootInode = 56;
constexpr std::size_t kVersion = 100;
constexpr std::size_t kIncompat = 216;

// An image in memory that tests may spoil: a file in a directory, by mkfs.xfs' prototype file.
class SpoiledImage : public testing::Test {
 protected:
  void SetUp() override { VIXMOUNT_REQUIRE_PROGRAM("mkfs.xfs"); }

  void make(const std::string& options) {
    const test::TemporaryFolder folder;
    const auto content = folder.file("content");
    test::write_file(content, std::string(9000, 'c'));
    test::write_file(folder.path() / "proto", "/boot 0 0\nd--755 0 0\nfile ---644 0 0 " + content +
                                                  "\nlink l--777 0 0 target\n$\n");
    bytes_ = test::read_file(
        make_image(folder, options + " -p '" + folder.file("proto") + "'", "64M"));
  }
  void flip(std::size_t offset) { bytes_.at(offset) = static_cast<char>(bytes_.at(offset) ^ 0x10); }
  BytesView view() const { return BytesView(as_bytes(bytes_)); }
  FileSystemPtr open_it(bool verify = true) const {
    Options options;
    options.verify_checksums = verify;
    return open(test::memory_source(bytes_), options, Log{});
  }
  std::string message_of_open(bool verify = true) const {
    try {
      open_it(verify);
    } catch (const Error& error) {
      return error.message();
    }
    return "";
  }
  // In the first allocation group inode numbers are positions in units of an inode.
  std::size_t inode_offset(NodeId number) const { return number * view().be16_at(104); }

  std::string bytes_;
};

TEST_F(SpoiledImage, ReadsWhatMkfsPutIntoIt) {
  make("");
  const auto files = open_it();
  EXPECT_EQ(files->info().state, "");
  const auto file = files->lookup(files->root(), "file").value();
  EXPECT_EQ(test::content_of(*files->open(file)), std::string(9000, 'c'));
  EXPECT_EQ(files->read_link(files->lookup(files->root(), "link").value()), "target");
  EXPECT_FALSE(files->lookup(files->root(), "fil"));
  EXPECT_EQ(files->parent(files->root()), files->root());
}

TEST_F(SpoiledImage, ADamagedSuperblockIsReplacedByACopy) {
  make("-d agcount=2");
  flip(kBlockSize + 3);
  const auto files = open_it();
  EXPECT_NE(files->info().state.find("the copy at byte 33554432 is used"), std::string::npos)
      << files->info().state;
  EXPECT_TRUE(files->lookup(files->root(), "file"));
  const auto identified = identify(*test::memory_source(bytes_));
  ASSERT_TRUE(identified);
  EXPECT_TRUE(identified->mountable);
  EXPECT_FALSE(identified->remark.empty());
}

// mkfs.xfs writes most copies before there is a root.
TEST_F(SpoiledImage, ACopyThatKnowsTheRootIsTaken) {
  make("-d agcount=4");
  flip(kBlockSize + 3);
  const auto files = open_it();
  EXPECT_NE(files->info().state.find("the copy at byte "), std::string::npos)
      << files->info().state;
  EXPECT_TRUE(files->lookup(files->root(), "file"));
}

TEST_F(SpoiledImage, ADamagedSuperblockWithoutCopyIsIdentifiedButNotOpened) {
  make("-d agcount=2");
  flip(kRootInode);
  bytes_.replace(33554432, 4, "none");
  EXPECT_EQ(test::error_kind_of([&] { open_it(); }), ErrorKind::damaged);
  const auto identified = identify(*test::memory_source(bytes_));
  ASSERT_TRUE(identified);
  EXPECT_EQ(identified->type, "xfs");
  EXPECT_FALSE(identified->mountable);
  EXPECT_NE(identified->remark.find("checksum"), std::string::npos) << identified->remark;
}

TEST_F(SpoiledImage, WithoutTheMagicNumberItIsNoXfs) {
  make("");
  flip(0);
  EXPECT_FALSE(identify(*test::memory_source(bytes_)));
}

TEST_F(SpoiledImage, UnknownFeaturesAreNamed) {
  make("");
  bytes_.at(kIncompat) = static_cast<char>(bytes_.at(kIncompat) | 0x40);          // bit 30
  bytes_.at(kIncompat + 2) = static_cast<char>(bytes_.at(kIncompat + 2) | 0x03);  // metadir, zoned
  EXPECT_EQ(test::error_kind_of([&] { open_it(false); }), ErrorKind::unsupported);
  EXPECT_NE(message_of_open(false).find("metadir, zoned, incompat 0x40000000"), std::string::npos)
      << message_of_open(false);
}

TEST_F(SpoiledImage, OldVersionsAreRefused) {
  make("-m crc=0");
  bytes_.at(kVersion + 1) = static_cast<char>((bytes_.at(kVersion + 1) & 0xF0) | 3);
  EXPECT_EQ(message_of_open(), "XFS version 3 is not supported");
}

TEST_F(SpoiledImage, ALogOnAnotherDeviceIsSaid) {
  make("-m crc=0");
  bytes_.replace(kLogStart, 8, 8, '\0');
  const auto files = open_it();
  EXPECT_NE(files->info().state.find("it is on another device"), std::string::npos)
      << files->info().state;
  EXPECT_TRUE(files->lookup(files->root(), "file"));
}

TEST_F(SpoiledImage, ADamagedInodeHasNoContent) {
  make("");
  const auto file = open_it()->lookup(open_it()->root(), "file").value();
  flip(inode_offset(file) + 56);  // size
  const auto files = open_it();
  EXPECT_EQ(test::error_kind_of([&] { files->attributes(file); }), ErrorKind::damaged);
  EXPECT_EQ(test::error_kind_of([&] { files->open(file); }), ErrorKind::damaged);
}

TEST_F(SpoiledImage, AnInodeOfAnotherPlaceIsDamage) {
  make("");
  const auto file = open_it()->lookup(open_it()->root(), "file").value();
  const auto link = open_it()->lookup(open_it()->root(), "link").value();
  const std::size_t size = view().be16_at(104);
  bytes_.replace(inode_offset(file), size, bytes_.substr(inode_offset(link), size));
  EXPECT_EQ(test::error_kind_of([&] { open_it()->attributes(file); }), ErrorKind::damaged);
}

TEST_F(SpoiledImage, ExtentsOutsideOfTheVolumeAreDamageEvenWithoutChecksums) {
  make("-m crc=0");
  const auto file = open_it()->lookup(open_it()->root(), "file").value();
  const auto extent = inode_offset(file) + 100;
  bytes_.at(extent + 8) = '\x7F';  // start
  const auto files = open_it();
  EXPECT_EQ(test::error_kind_of([&] { test::content_of(*files->open(file)); }), ErrorKind::damaged);
}

TEST_F(SpoiledImage, ContentOnARealtimeDeviceIsRefused) {
  make("-m crc=0");
  const auto file = open_it()->lookup(open_it()->root(), "file").value();
  bytes_.at(inode_offset(file) + 91) = 1;  // flags
  EXPECT_EQ(test::error_kind_of([&] { open_it()->open(file); }), ErrorKind::unsupported);
}

TEST_F(SpoiledImage, NodesThatAreNotThereAreNotFound) {
  make("");
  const auto files = open_it();
  for (const NodeId node : {NodeId{0}, NodeId{1} << 40, NodeId{1} << 63})
    EXPECT_EQ(test::error_kind_of([&] { files->attributes(node); }), ErrorKind::not_found);
  // Kept by the file system for itself, and free.
  EXPECT_EQ(test::error_kind_of([&] { files->attributes(view().be64_at(64)); }),
            ErrorKind::not_found);
  EXPECT_EQ(test::error_kind_of([&] { files->attributes(files->root() + 40); }),
            ErrorKind::not_found);
  EXPECT_EQ(test::error_kind_of([&] { files->list(files->lookup(files->root(), "file").value(), 0,
                                                  [](const DirectoryEntry&) { return true; }); }),
            ErrorKind::not_a_directory);
}

TEST_F(SpoiledImage, ATruncatedVolumeIsDamageWhereItEnds) {
  make("-d agcount=2");
  bytes_.resize(40 << 10);
  EXPECT_TRUE(identify(*test::memory_source(bytes_)));
  const auto files = open_it();
  EXPECT_NE(files->info().state.find("log not replayed"), std::string::npos)
      << files->info().state;
  EXPECT_EQ(test::error_kind_of([&] { files->statistics(); }), ErrorKind::damaged);
}

// By hand: ((('a' rotated by 7) xor 'b') rotated by 7) xor 'c'.
TEST(NameHash, AddsEachByteAfterARotation) {
  EXPECT_EQ(name_hash(""), 0U);
  EXPECT_EQ(name_hash("a"), 0x61U);
  EXPECT_EQ(name_hash("abc"), (0x61U << 14) ^ (0x62U << 7) ^ 0x63U);
  EXPECT_EQ(folded_name_hash("ABC"), name_hash("abc"));
  EXPECT_TRUE(equal_when_folded("FiLe-\xC4", "fIlE-\xE4"));
  EXPECT_FALSE(equal_when_folded("file", "files"));
}

}  // namespace
}  // namespace vixmount::fs::xfs
