// Damaged dynamic disks: the bytes of made ones, changed by hand. Sector numbers are those of
// make_ldm.py: 8192 sectors a disk, of which the private region is the last 2048.
#include <algorithm>
#include <cstring>

#include "base/endian.hpp"
#include "io/sources.hpp"
#include "volume/disk_builder.hpp"
#include "volume/ldm/ldm_support.hpp"

namespace vixmount::volume::test {
namespace {

constexpr std::size_t kSector = 512;
constexpr std::size_t kRegion = 6144;
constexpr std::size_t kHeaders[] = {6, kRegion + 1856, kRegion + 2047};
constexpr std::size_t kDatabase = kRegion + 17;

// The five disks of the MBR set in memory.
class Damaged : public testing::Test {
 protected:
  void SetUp() override {
    VIXMOUNT_REQUIRE_PROGRAM("python3");
    for (int i = 1; i <= 5; ++i) {
      const auto disk = open_disk(made_disk("mbr", i));
      disks_.push_back(io::read_bytes(*disk, 0, disk->size()));
    }
  }

  std::byte* sector(std::size_t disk, std::size_t number) {
    return disks_[disk - 1].data() + number * kSector;
  }

  void flip(std::size_t disk, std::size_t number, std::size_t byte) {
    sector(disk, number)[byte] ^= std::byte{0xFF};
  }

  void put(std::size_t disk, std::size_t number, std::size_t byte, std::uint64_t value) {
    const be64 field(value);
    std::memcpy(sector(disk, number) + byte, &field, sizeof(field));
  }

  void make_checksum_good(std::size_t disk, std::size_t number) {
    auto* const block = sector(disk, number);
    std::uint32_t sum = 0;
    for (std::size_t i = 0; i < kSector; ++i)
      if (i < 8 || i >= 12) sum += std::to_integer<std::uint32_t>(block[i]);
    const be32 checksum(sum);
    std::memcpy(block + 8, &checksum, sizeof(checksum));
  }

  // The place of `text` in the database of a disk.
  std::byte* find_in_database(std::size_t disk, std::string_view text) {
    const auto bytes = as_bytes_of(text);
    auto* const begin = sector(disk, kDatabase);
    auto* const found = std::search(begin, begin + 100 * kSector, bytes.begin(), bytes.end());
    EXPECT_NE(found, begin + 100 * kSector) << text;
    return found;
  }

  Resolution resolve_all() const {
    std::vector<io::SourcePtr> sources;
    for (const auto& disk : disks_) sources.push_back(std::make_shared<io::MemorySource>(disk));
    return resolve_sources(sources);
  }

  static void expect_all_but(const Resolution& resolution, const std::vector<std::string>& lost) {
    for (const auto& expected : made_manifest("mbr")) {
      if (std::count(lost.begin(), lost.end(), expected.name) != 0) continue;
      expect_volume(resolution, expected);
      EXPECT_EQ(find_volume(resolution, expected.name).health, Health());
    }
  }

  std::vector<std::vector<std::byte>> disks_;

 private:
  static std::span<const std::byte> as_bytes_of(std::string_view text) {
    return std::as_bytes(std::span(text.data(), text.size()));
  }
};

TEST_F(Damaged, AHeaderHasCopies) {
  std::fill_n(sector(1, kHeaders[0]), kSector, std::byte{0});
  flip(2, kHeaders[0], 0x40);
  flip(2, kHeaders[2], 0x40);
  const auto resolution = resolve_all();
  expect_all_but(resolution, {});
  EXPECT_EQ(resolution.remarks.size(), 2U);
  EXPECT_TRUE(has_remark(resolution,
                         "disk 2: the private header has a wrong checksum (at byte 3072); another "
                         "copy was used"));
}

TEST_F(Damaged, WithoutAnyHeaderADiskIsNoMember) {
  for (const auto header : kHeaders) flip(1, header, 0x40);
  const auto resolution = resolve_all();
  expect_all_but(resolution, {"Simple", "Spanned"});
  EXPECT_EQ(find_volume(resolution, "Simple").health.condition, Condition::incomplete);
  EXPECT_EQ(resolution.volumes.front().type_code, "0x42");
  EXPECT_EQ(resolution.volumes.front().scheme, "mbr");
  EXPECT_TRUE(has_remark(resolution, "and no private header that can be used"));
}

TEST_F(Damaged, AHeaderOfAnUnknownVersionIsSaid) {
  for (const auto header : kHeaders) {
    sector(1, header)[15] = std::byte{13};
    make_checksum_good(1, header);
  }
  EXPECT_TRUE(has_remark(resolve_all(), "private header of version 2.13"));
}

TEST_F(Damaged, AHeaderThatPointsOutsideIsNotUsed) {
  for (const auto header : kHeaders) {
    put(1, header, 0x12B, 7000);
    make_checksum_good(1, header);
  }
  EXPECT_TRUE(has_remark(resolve_all(), "puts the database at bytes 3584000 to 4632576"));
}

TEST_F(Damaged, OneDatabaseOfSeveralIsNotMissed) {
  flip(1, kDatabase, 0);
  flip(3, kRegion + 1, 0x30);  // its newest table of contents; the older one is as good
  flip(3, kRegion + 2046, 0x30);
  const auto resolution = resolve_all();
  expect_all_but(resolution, {});
  ASSERT_EQ(resolution.remarks.size(), 1U);
  EXPECT_EQ(resolution.remarks[0],
            "disk 1: its copy of the disk group's database cannot be used: the database does not "
            "begin with VMDB (at byte 3154432)");
}

TEST_F(Damaged, WithoutAnyTableOfContentsADatabaseIsLost) {
  for (std::size_t disk = 1; disk <= 5; ++disk)
    for (const auto contents : {1, 2, 2045, 2046}) flip(disk, kRegion + contents, 0x30);
  const auto resolution = resolve_all();
  const auto group = std::find_if(resolution.layers.begin(), resolution.layers.end(),
                                  [](const Layer& layer) { return layer.scheme == "ldm"; });
  ASSERT_NE(group, resolution.layers.end());
  EXPECT_EQ(group->health.condition, Condition::unusable);
  EXPECT_NE(group->health.detail.find("no usable table of contents"), std::string::npos);
}

TEST_F(Damaged, ADatabaseThatLacksARecordIsTakenLast) {
  *(find_in_database(1, "\x07Striped") - 8) = std::byte{0x61};  // the record's type
  const auto resolution = resolve_all();
  expect_all_but(resolution, {});
  EXPECT_TRUE(has_remark(resolution, "disk 1: database record of unknown type 0x61"));
  EXPECT_TRUE(has_remark(resolution, "the database should have 5 volumes"));
}

// The number of the component's partitions, in all copies.
TEST_F(Damaged, AVolumeThatContradictsItselfIsUnusableAlone) {
  for (std::size_t disk = 1; disk <= 5; ++disk)
    find_in_database(disk,
                     "\x0AStriped-01\x06"
                     "ACTIVE")[24] = std::byte{3};
  const auto resolution = resolve_all();
  expect_all_but(resolution, {"Striped"});
  const auto& striped = find_volume(resolution, "Striped");
  EXPECT_EQ(striped.health.condition, Condition::unusable);
  EXPECT_EQ(striped.health.detail,
            "the database has 2 partitions of component Striped-01, which needs 3");
  EXPECT_EQ(vixmount::test::error_kind_of([&] { io::read_bytes(*striped.source, 0, 512); }),
            ErrorKind::damaged);
}

TEST_F(Damaged, APartitionBehindTheEndIsMissing) {
  for (const auto header : kHeaders) {
    put(1, header, 0x123, 299);
    make_checksum_good(1, header);
  }
  const auto resolution = resolve_all();
  const auto& simple = find_volume(resolution, "Simple");
  EXPECT_EQ(simple.health.condition, Condition::incomplete);
  EXPECT_NE(simple.health.detail.find("reaches behind the end of disk 1"), std::string::npos);
}

TEST_F(Damaged, ADatabaseOfAnotherGroupIsNotUsed) {
  sector(1, kDatabase)[0x35] = std::byte{'0'};
  EXPECT_TRUE(has_remark(resolve_all(),
                         "disk 1: its copy of the disk group's database cannot be "
                         "used: the database is that of disk group 0"));
}

}  // namespace
}  // namespace vixmount::volume::test
