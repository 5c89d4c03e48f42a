// Small volumes made by hand (fuzz/recipes/iso9660_seeds.py), whose content is known to the byte:
// what no maker writes, and what Linux 6.1 does not know.
#include <algorithm>
#include <atomic>
#include <thread>

#include <gtest/gtest.h>

#include "fs/iso9660/iso9660.hpp"
#include "fs/iso9660/small_volume.hpp"
#include "fs/iso9660/timestamp.hpp"
#include "fs/registry.hpp"
#include "fs/support/walk.hpp"

namespace vixmount::fs::iso9660 {
namespace {

FileSystemPtr open_seed(const std::string& name, const Options& options = {}) {
  return open(small_volume("seeds/iso9660/" + name), options, Log{});
}

std::vector<std::byte> bytes_of(const std::string& name) {
  const auto volume = small_volume(name);
  return io::read_bytes(*volume, 0, volume->size());
}

std::string content(const FileSystem& files, const std::string& path) {
  return test::content_of(*files.open(find(files, path)));
}

std::string names_in(const FileSystem& files, const std::string& path) {
  std::string out;
  files.list(find(files, path), 0, [&](const DirectoryEntry& entry) {
    out += std::string(entry.name) + "|";
    return true;
  });
  return out;
}

TEST(Iso9660, PlainNamesAreAsLinuxMapsThem) {
  for (const char* const name : {"plain", "blocks_512"}) {
    SCOPED_TRACE(name);
    const auto files = open_seed(name);
    EXPECT_EQ(names_in(*files, ""), "dir|file.txt|hidden.txt|nodot|shadow.txt|version.txt.2|");
    EXPECT_EQ(content(*files, "shadow.txt"), "data");  // not the associated file's
    EXPECT_EQ(content(*files, "nodot"), "");
    EXPECT_EQ(content(*files, "dir/extra.dat"), "behind its attributes");
    EXPECT_EQ(files->parent(find(*files, "dir")), files->root());
    EXPECT_EQ(files->lookup(files->root(), "FILE.TXT"), std::nullopt);
    const auto attributes = files->attributes(find(*files, "file.txt"));
    EXPECT_EQ(attributes.permissions, 0555);
    EXPECT_EQ(attributes.modified.seconds, 1253616743);  // date -d '2009-09-22 12:52:23 +0200' +%s
    EXPECT_FALSE(attributes.born);
    EXPECT_EQ(test::error_kind_of([&] { files->open(files->root()); }),
              ErrorKind::is_a_directory);
    EXPECT_EQ(test::error_kind_of([&] { files->list(find(*files, "file.txt"), 0, {}); }),
              ErrorKind::not_a_directory);
    EXPECT_EQ(test::error_kind_of([&] { files->read_link(find(*files, "file.txt")); }),
              ErrorKind::wrong_file_type);
    EXPECT_EQ(test::error_kind_of([&] { files->attributes(1UL << 40); }), ErrorKind::not_found);
  }
}

TEST(Iso9660, ListingsGoOnBehindAnyEntry) {
  const auto files = open_seed("multi_extent");
  std::vector<std::pair<std::string, std::uint64_t>> all;
  files->list(files->root(), 0, [&](const DirectoryEntry& entry) {
    all.emplace_back(entry.name, entry.next_cookie);
    return true;
  });
  ASSERT_EQ(all.size(), 3U);
  for (std::size_t i = 0; i + 1 < all.size(); ++i) {
    std::string next;
    files->list(files->root(), all[i].second, [&](const DirectoryEntry& entry) {
      next = entry.name;
      return false;
    });
    EXPECT_EQ(next, all[i + 1].first);
  }
}

TEST(Iso9660, SectionsOfAFileAreOneContent) {
  const auto files = open_seed("multi_extent");
  EXPECT_EQ(content(*files, "large.dat"),
            std::string(4096, 'A') + std::string(2048, 'B') + std::string(100, 'C'));
  EXPECT_EQ(content(*files, "zzz"), "behind");
}

TEST(Iso9660, RockRidgeHasItsOwnNamesTimesAndPlaces) {
  const auto files = open_seed("rock_ridge");
  EXPECT_EQ(content(*files, "A name in two parts"), "name");
  EXPECT_EQ(files->attributes(find(*files, "A name in two parts")).owner, 1000U);
  EXPECT_EQ(files->read_link(find(*files, "link")), "/etc/../hosts/.");
  const auto times = files->attributes(find(*files, "times"));
  // date -u -d '2040-01-02 03:04:05 +0100' +%s, and '2045-01-02 03:04:05 -0100'
  EXPECT_EQ(times.born, (Timestamp{2209082645, 60'000'000}));
  EXPECT_EQ(times.modified, (Timestamp{2366942645, 500'000'000}));
  EXPECT_EQ(times.changed, *times.born);
  EXPECT_EQ(times.accessed, Timestamp{});  // all digits zero: not set
  const auto device = files->attributes(find(*files, "device"));
  EXPECT_EQ(device.type, NodeType::block_device);
  EXPECT_EQ(device.device_major, 8U);  // makedev(8, 300) of glibc
  EXPECT_EQ(device.device_minor, 300U);
}

TEST(Iso9660, RelocatedDirectoriesAreWhereTheyBelong) {
  const auto files = open_seed("rock_ridge");
  const auto deep = find(*files, "A folder/deep");
  EXPECT_EQ(files->attributes(deep).permissions, 0700);
  EXPECT_EQ(files->parent(deep), find(*files, "A folder"));
  EXPECT_EQ(names_in(*files, "A folder/moved"), "");
  const auto packed = content(*files, "A folder/deep/packed");
  EXPECT_EQ(packed.size(), 100'003U);
  EXPECT_EQ(packed.substr(29'998, 4), std::string("89\0\0", 4));
  EXPECT_TRUE(packed.ends_with("end"));
}

TEST(Iso9660, JolietIsReadWithoutRockRidgeAndWithoutRegardToCase) {
  const auto files = open_seed("joliet");
  EXPECT_EQ(files->info().label, "A wide label");
  EXPECT_EQ(names_in(*files, ""), "Wide äöü.txt|pair 😀|dots|Folder|");
  EXPECT_EQ(content(*files, "WIDE äöü.TXT"), "Wide äöü.txt;1");
  EXPECT_EQ(files->parent(find(*files, "folder")), files->root());
  const auto narrow = open_seed("joliet", {.joliet = false});
  EXPECT_EQ(names_in(*narrow, ""), "narrow.txt|");
}

// SUSP 1.12, 5.3: SP stands first, behind CD-ROM XA's 14 bytes if those are there, and says how many
// bytes to skip in the records that follow.
TEST(Iso9660, AttributesInFrontOfRockRidgeAreSkipped) {
  for (const char* const name : {"skipped_attributes", "skipped_but_in_root"}) {
    SCOPED_TRACE(name);
    const auto files = open_seed(name);
    EXPECT_EQ(names_in(*files, ""), "A long name|");
    EXPECT_EQ(content(*files, "A long name"), "skipped");
    EXPECT_EQ(files->attributes(find(*files, "A long name")).owner, 1000U);
    EXPECT_EQ(files->attributes(files->root()).permissions, 0751);
  }
}

// The escape sequences make Joliet, whatever the descriptor's version: 2 is ISO 9660:1999's.
TEST(Iso9660, JolietOfVersion2IsJoliet) {
  auto bytes = bytes_of("seeds/iso9660/joliet");
  bytes.at(17 * 2048 + 6) = std::byte{2};
  const auto files = open(std::make_shared<io::MemorySource>(bytes), Options{}, Log{});
  EXPECT_EQ(names_in(*files, ""), "Wide äöü.txt|pair 😀|dots|Folder|");
}

// Where the length of the name "X.;1" stands in its record.
std::vector<std::byte>::iterator find_x(std::vector<std::byte>& bytes) {
  constexpr std::byte kX[] = {std::byte{4}, std::byte{'X'}, std::byte{'.'}, std::byte{';'}};
  return std::search(bytes.begin(), bytes.end(), std::begin(kX), std::end(kX));
}

TEST(Iso9660, VolumeNumberZeroIsThisVolume) {
  auto bytes = bytes_of("damaged/iso9660/other_volume");
  const auto length = find_x(bytes);
  ASSERT_NE(length, bytes.end());
  std::fill(length - 4, length, std::byte{0});
  const auto files = open(std::make_shared<io::MemorySource>(bytes), Options{}, Log{});
  EXPECT_EQ(content(*files, "x"), "content");
}

// Linux 6.1 reads it the same way.
TEST(Iso9660, UnitsWithoutAGapFollowEachOther) {
  auto bytes = bytes_of("damaged/iso9660/interleaved");
  const auto length = find_x(bytes);
  ASSERT_NE(length, bytes.end());
  *(length - 5) = std::byte{0};  // the gap, behind the unit's size
  const auto files = open(std::make_shared<io::MemorySource>(bytes), Options{}, Log{});
  EXPECT_EQ(content(*files, "x"), "content");
}

// A recognition sequence without anything behind it.
TEST(Iso9660, IsReadWhereTheUdfBesideItCannotBe) {
  auto bytes = bytes_of("seeds/iso9660/plain");
  std::size_t at = 18 * 2048;
  for (const std::string_view mark : {"BEA01", "NSR03"}) {
    std::ranges::copy(as_bytes(mark), bytes.begin() + static_cast<std::ptrdiff_t>(at + 1));
    at += 2048;
  }
  const auto volume = std::make_shared<io::MemorySource>(bytes);
  const auto identified = fs::identify(volume);
  ASSERT_TRUE(identified);
  EXPECT_EQ(identified->type, "iso9660");
  EXPECT_TRUE(identified->mountable);
  EXPECT_EQ(identified->remark, "the UDF beside it is not read: it is damaged: there is no anchor "
                                "volume descriptor");
  EXPECT_EQ(content(*fs::open(volume, OpenOptions{}, Log{}), "file.txt"), "file");
}

TEST(Iso9660, ThereIsNothingWithoutADescriptor) {
  const auto empty = test::memory_source(std::string(64 << 10, '\0'));
  EXPECT_FALSE(identify(*empty));
  EXPECT_FALSE(identify(*test::memory_source("CD001")));
  EXPECT_EQ(test::error_kind_of([&] { open(empty, Options{}, Log{}); }), ErrorKind::damaged);
}

TEST(Iso9660, HighSierraIsNamed) {
  const auto identified = identify(*small_volume("damaged/iso9660/high_sierra"));
  ASSERT_TRUE(identified);
  EXPECT_EQ(identified->type, "iso9660");
  EXPECT_FALSE(identified->mountable);
  EXPECT_EQ(identified->remark, "High Sierra, the format before ISO 9660, is not supported");
}

TEST(Iso9660Time, OffsetsBehindTheStandardAreIgnored) {
  const auto at = [](std::uint8_t quarters) {
    const std::uint8_t field[] = {100, 3, 1, 0, 0, 0, quarters};
    return short_time(std::span(field)).seconds;
  };
  constexpr std::int64_t kFirstOfMarch = 951868800;  // date -u -d 2000-03-01 +%s
  EXPECT_EQ(at(0), kFirstOfMarch);
  EXPECT_EQ(at(52), kFirstOfMarch - 13 * 3600);
  EXPECT_EQ(at(static_cast<std::uint8_t>(-48)), kFirstOfMarch + 12 * 3600);
  EXPECT_EQ(at(53), kFirstOfMarch);
  const std::uint8_t never[7] = {};
  EXPECT_EQ(short_time(std::span(never)), Timestamp{});
  EXPECT_EQ(long_time("20000301000000.0x"), Timestamp{});
}

TEST(Iso9660Threads, ManyReadOneVolume) {
  const auto files = open_seed("rock_ridge");
  const auto expected = content(*files, "A folder/deep/packed");
  std::atomic<int> wrong = 0;
  std::vector<std::thread> threads;
  for (int number = 0; number < 8; ++number)
    threads.emplace_back([&] {
      for (int round = 0; round < 20; ++round) {
        if (content(*files, "A folder/deep/packed") != expected) ++wrong;
        if (files->read_link(find(*files, "link")) != "/etc/../hosts/.") ++wrong;
        if (names_in(*files, "A folder") != "deep|moved|") ++wrong;
      }
    });
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(wrong, 0);
}

}  // namespace
}  // namespace vixmount::fs::iso9660
