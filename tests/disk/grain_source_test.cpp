// Sparse extents of a few sectors, put together byte by byte.
#include <gtest/gtest.h>

#include "base/endian.hpp"
#include "disk/vmdk/hosted_sparse.hpp"
#include "disk_support.hpp"

namespace vixmount::disk::vmdk {
namespace {

using test::TemporaryFolder;
using vixmount::test::error_kind_of;

std::string number(std::uint64_t value, int bytes) {
  std::string text;
  for (int i = 0; i < bytes; ++i) text += static_cast<char>(value >> (8 * i));
  return text;
}

// Grains of one sector, four entries a table, 64 sectors: 16 tables. The primary directory is at
// sector 1 (tables at 2 and 3), the redundant one at sector 4 (tables at 5 and 6), grains from 7.
class SmallSparse : public testing::Test {
 protected:
  SmallSparse() {
    file_.resize(11 * 512);
    put(0, "KDMV" + number(2, 4) + number(flags_, 4) + number(64, 8) + number(1, 8) + number(0, 8) +
               number(0, 8) + number(4, 4) + number(4, 8) + number(1, 8) + number(7, 8));
    for (const std::uint64_t directory : {1, 4}) {
      entry(directory, 0, directory + 1);
      entry(directory, 3, directory + 2);
    }
    for (const std::uint64_t first : {2, 5}) {
      entry(first, 0, 7);  // grains 0 and 1 lie in a row
      entry(first, 1, 8);
      entry(first, 3, 1);  // zeros; grain 2 is absent
      entry(first + 1, 0, 10);
      entry(first + 1, 1, 9);  // grains 12 and 13 do not
    }
    for (const char grain : {'7', '8', '9', 'A'})
      put((grain == 'A' ? 10 : grain - '0') * 512UL, std::string(512, grain));
  }
  void put(std::size_t offset, const std::string& bytes) {
    file_.replace(offset, bytes.size(), bytes);
  }
  void entry(std::uint64_t sector, std::uint64_t index, std::uint32_t value) {
    put(sector * 512 + index * 4, number(value, 4));
  }
  io::SourcePtr open() {
    vixmount::test::write_file(folder_.file("extent"), file_);
    Log log([this](LogLevel, std::string_view text) { logged_ += std::string(text) + "\n"; });
    return open_hosted_sparse(io::HostFile::open(folder_.file("extent")), log);
  }
  static std::string text(const io::ByteSource& source, std::uint64_t grain) {
    const auto bytes = io::read_bytes(source, grain * 512, 512);
    return {std::to_integer<char>(bytes.front()), std::to_integer<char>(bytes.back())};
  }

  std::uint32_t flags_ = 6;  // redundant directory, zeroed grains
  std::string file_;
  std::string logged_;
  TemporaryFolder folder_;
};

TEST_F(SmallSparse, MapsGrainsAndJoinsThem) {
  const auto source = open();
  EXPECT_EQ(source->size(), 64 * 512U);
  const auto first = source->map(100, 64 * 512 - 100);
  EXPECT_EQ(first.kind, io::ExtentKind::data);
  EXPECT_EQ(first.position, 7 * 512U + 100);
  EXPECT_EQ(first.length, 1024U - 100) << "two grains in a row are one run";
  EXPECT_EQ(source->map(1024, 512).kind, io::ExtentKind::hole);
  EXPECT_EQ(source->map(1536, 512).kind, io::ExtentKind::zero);
  EXPECT_EQ(source->map(12 * 512, 1024).length, 512U);
  EXPECT_EQ(text(*source, 12), "AA");
  EXPECT_EQ(text(*source, 13), "99");
}

TEST_F(SmallSparse, AbsentTablesAreOneLongHole) {
  const auto source = open();
  EXPECT_EQ(source->map(4 * 512, 60 * 512).length, 8 * 512U) << "tables 1 and 2";
  const auto rest = source->map(16 * 512 + 7, 48 * 512 - 7);
  EXPECT_EQ(rest.kind, io::ExtentKind::hole);
  EXPECT_EQ(rest.length, 48 * 512U - 7);
}

TEST_F(SmallSparse, ADamagedTableIsTakenFromTheRedundantDirectory) {
  entry(1, 0, 0xFFFFFF);
  const auto source = open();
  EXPECT_EQ(text(*source, 0), "77");
  EXPECT_EQ(source->map(1536, 512).kind, io::ExtentKind::zero);
}

TEST_F(SmallSparse, ADamagedEntryIsTakenFromTheRedundantTable) {
  entry(2, 1, 0xFFFFFF);
  const auto source = open();
  EXPECT_EQ(text(*source, 0), "77");
  EXPECT_EQ(text(*source, 1), "88");
  EXPECT_TRUE(test::contains(logged_, "redundant")) << logged_;
}

TEST_F(SmallSparse, ADirectoryOutsideOfTheFileIsReplacedByTheRedundantOne) {
  put(56, number(1ULL << 40, 8));
  EXPECT_EQ(text(*open(), 13), "99");
  EXPECT_TRUE(test::contains(logged_, "redundant")) << logged_;
  put(48, number(1ULL << 40, 8));
  EXPECT_EQ(error_kind_of([&] { open(); }), ErrorKind::damaged);
}

TEST_F(SmallSparse, DamageInBothSpoilsNothingElse) {
  for (const std::uint64_t sector : {2, 5}) entry(sector, 1, 0xFFFFFF);
  for (const std::uint64_t sector : {1, 4}) entry(sector, 3, 0xFFFFFF);
  const auto source = open();
  EXPECT_EQ(text(*source, 0), "77");
  EXPECT_EQ(error_kind_of([&] { text(*source, 1); }), ErrorKind::damaged);
  EXPECT_EQ(text(*source, 2), std::string(2, '\0'));
  EXPECT_EQ(error_kind_of([&] { text(*source, 12); }), ErrorKind::damaged);
  EXPECT_EQ(text(*source, 16), std::string(2, '\0'));
  try {
    text(*source, 1);
  } catch (const Error& error) {
    EXPECT_EQ(error.offset(), 512U);
    EXPECT_TRUE(test::contains(error.message(), "behind the file's end")) << error.message();
  }
}

TEST_F(SmallSparse, EntryOneWithoutTheFlagIsDamage) {
  put(8, number(0, 4));
  EXPECT_EQ(error_kind_of([source = open()] { text(*source, 3); }), ErrorKind::damaged);
}

TEST_F(SmallSparse, AnUncleanFileIsReadAndSaid) {
  put(72, "\x01");
  EXPECT_EQ(text(*open(), 0), "77");
  EXPECT_TRUE(test::contains(logged_, "not closed cleanly")) << logged_;
}

TEST_F(SmallSparse, TheLastGrainMayEndWithTheDiskAndTheFile) {
  put(12, number(13 * 8 - 4, 8));  // capacity: the last of the grains of 8 sectors is cut
  put(20, number(8, 8));
  entry(2, 0, 10);  // only one sector is there
  entry(5, 0, 10);
  EXPECT_EQ(error_kind_of([source = open()] { text(*source, 0); }), ErrorKind::damaged);
  put(12, number(1, 8));
  EXPECT_EQ(text(*open(), 0), "AA");
}

}  // namespace
}  // namespace vixmount::disk::vmdk
