// Types of segments made by hand: RAID, mirrors, caches, where true ones are hard to come by.
#include <fmt/format.h>

#include "io/sources.hpp"
#include "support/support.hpp"
#include "volume/lvm/group_builder.hpp"
#include "volume/scheme.hpp"

namespace vixmount::volume::lvm {
namespace {

using test::GroupText;
using test::letters;
using test::linear;
using test::logical_volume;
using test::open;
using test::PvBuilder;
using test::segment;

// One read of lost data would become a read of every member at each level.
TEST(LvmSegments, RaidOnRaidIsRefused) {
  GroupText group;
  const auto raid1 = [](std::string_view a, std::string_view b) {
    return segment(1, 0, 1, "raid1",
                   fmt::format("device_count = 2\nraids = [\"m\", \"{}\", \"m\", \"{}\"]", a, b));
  };
  const std::string hidden = R"("READ", "WRITE")";
  group.logical_volumes = logical_volume("m", 'M', segment(1, 0, 1, "zero", ""), hidden) +
                          logical_volume("a", 'A', linear(1, 0, 1, "pv0", 0), hidden) +
                          logical_volume("once", '1', raid1("a", "a")) +
                          logical_volume("linear", '2', linear(1, 0, 1, "once", 0)) +
                          logical_volume("twice", '3', raid1("a", "linear"));
  const auto resolution = open({PvBuilder('a').text(group.build()).source()});
  ASSERT_EQ(resolution.volumes.size(), 3U);
  EXPECT_EQ(letters(resolution.volumes[0]), "A");
  EXPECT_EQ(letters(resolution.volumes[1]), "A");
  EXPECT_EQ(resolution.volumes[2].health.condition, Condition::unusable);
}

// What dm-raid remembers of each member, in the manner of LVM: extent 0 of a PV for it, then data.
class RaidOnThreeDisks {
 public:
  RaidOnThreeDisks() {
    group_.pv_uuids = "abc";
    std::string legs;
    const std::string hidden = R"("READ", "WRITE")";
    for (int i = 0; i < 3; ++i) {
      group_.logical_volumes += logical_volume(fmt::format("meta{}", i), static_cast<char>('1' + i),
                                               linear(1, 0, 1, fmt::format("pv{}", i), 0), hidden) +
                                logical_volume(fmt::format("data{}", i), static_cast<char>('4' + i),
                                               linear(1, 0, 2, fmt::format("pv{}", i), 1), hidden);
      legs += fmt::format("{}\"meta{}\", \"data{}\"", i == 0 ? "" : ", ", i, i);
    }
    legs_ = legs;
  }
  // Of the superblock of member `i`.
  std::uint64_t events[3] = {7, 7, 7};
  std::uint32_t level = 1;
  std::uint32_t layout = 0;
  std::uint32_t chunk_sectors = 0;

  Resolution open_as(const std::string& type, unsigned extents) const {
    auto group = group_;
    group.logical_volumes += logical_volume(
        "v", 'V',
        segment(
            1, 0, extents, type,
            fmt::format("device_count = 3\nstripe_size = {}\nraids = [{}]", chunk_sectors, legs_)));
    std::vector<io::SourcePtr> disks;
    for (unsigned i = 0; i < 3; ++i) {
      PvBuilder pv(static_cast<char>('a' + i), static_cast<char>('A' + 10 * i));
      pv.text(group.build());
      put(pv, 0, 0x64526D44, 4);
      put(pv, 4, 0, 4);
      put(pv, 8, 3, 4);
      put(pv, 12, i, 4);
      put(pv, 16, events[i], 8);
      put(pv, 24, 0, 8);
      put(pv, 32, ~std::uint64_t{0}, 8);
      put(pv, 40, ~std::uint64_t{0}, 8);
      put(pv, 48, level, 4);
      put(pv, 52, layout, 4);
      put(pv, 56, chunk_sectors, 4);
      disks.push_back(pv.source());
    }
    return open(disks);
  }

 private:
  static void put(PvBuilder& pv, std::uint64_t at, std::uint64_t value, unsigned bytes) {
    for (unsigned i = 0; i < bytes; ++i)
      pv.poke(PvBuilder::kExtentsBegin + at + i, static_cast<char>(value >> (8 * i) & 0xFF));
  }

  GroupText group_;
  std::string legs_;
};

TEST(LvmSegments, ALegOfAnotherTimeIsNotRead) {
  RaidOnThreeDisks disks;
  EXPECT_EQ(letters(disks.open_as("raid1", 2).volumes.at(0)), "BC");
  disks.events[0] = 6;  // a crash between two writes
  EXPECT_EQ(disks.open_as("raid1", 2).volumes.at(0).health, Health{});
  disks.events[0] = 5;
  const auto old = disks.open_as("raid1", 2);
  EXPECT_EQ(old.volumes.at(0).health, (Health{Condition::degraded, "2 of 3 members"}));
  EXPECT_EQ(letters(old.volumes[0]), "LM");
}

TEST(LvmSegments, LayoutsOfRaid10AreNotGuessed) {
  RaidOnThreeDisks disks;
  disks.level = 10;
  disks.chunk_sectors = 128;  // an extent
  disks.layout = 0x102;
  EXPECT_EQ(letters(disks.open_as("raid10", 3).volumes.at(0)), "BVM");
  for (const std::uint32_t layout : {0x20201U, 0x80201U, 0x100U}) {
    disks.layout = layout;
    EXPECT_EQ(disks.open_as("raid10", 3).volumes.at(0).health.condition, Condition::unusable)
        << layout;
  }
}

TEST(LvmSegments, AVolumeWithoutItsCacheHasItsOwnSize) {
  GroupText group;
  const std::string hidden = R"("READ", "WRITE")";
  const auto with_origin_of = [&](unsigned extents) {
    group.logical_volumes =
        logical_volume("o", 'O', linear(1, 0, extents, "pv0", 0), hidden) +
        logical_volume("c", 'C', segment(1, 0, 4, "error", ""), hidden) +
        logical_volume("v", 'V',
                       segment(1, 0, 2, "cache",
                               "cache_pool = \"c\"\norigin = \"o\"\nmetadata_start = 0\n"
                               "metadata_len = 128\ndata_start = 128\ndata_len = 128"));
    return open({PvBuilder('a').text(group.build()).source()}).volumes.at(0);
  };
  EXPECT_EQ(letters(with_origin_of(2)), "AB");
  EXPECT_EQ(letters(with_origin_of(3)), "AB");
  EXPECT_EQ(with_origin_of(1).health.condition, Condition::unusable);
}

// The old mirror without its first leg: what the log on disk knows to be the same is read.
TEST(LvmSegments, AMirrorWithoutItsFirstLegIsReadWhereItsLogIsClean) {
  GroupText group;
  group.pv_uuids = "ab";
  const std::string hidden = R"("READ", "WRITE")";
  // Regions of one extent; the log is the last extent of the second PV.
  group.logical_volumes =
      logical_volume("log", 'L', linear(1, 0, 1, "pv1", 7), hidden) +
      logical_volume("m", 'M',
                     segment(1, 0, 3, "mirror",
                             "mirror_count = 2\nmirror_log = \"log\"\nregion_size = "
                             "128\nmirrors = [\"pv0\", 0, \"pv1\", 2]"));
  const auto log = PvBuilder::kExtentsBegin + 7 * PvBuilder::kExtentSize;
  const auto with_log = [&](char bits) {
    PvBuilder pv('b', 'a');
    pv.text(group.build());
    const std::string header = std::string("rRiM\2\0\0\0", 8) + std::string("\3\0\0\0\0\0\0\0", 8);
    for (std::size_t i = 0; i < header.size(); ++i) pv.poke(log + i, header[i]);
    return open({pv.poke(log + 1024, bits).source()});
  };
  const auto clean = with_log(7);
  EXPECT_EQ(clean.volumes.at(0).health.condition, Condition::degraded);
  EXPECT_EQ(letters(clean.volumes[0]), "cde");
  const auto dirty = with_log(5);
  EXPECT_EQ(dirty.volumes.at(0).health.condition, Condition::incomplete);
  EXPECT_NO_THROW(io::read_bytes(*dirty.volumes[0].source, 0, PvBuilder::kExtentSize));
  EXPECT_THROW(io::read_bytes(*dirty.volumes[0].source, PvBuilder::kExtentSize, 1), Error);
  EXPECT_NO_THROW(
      io::read_bytes(*dirty.volumes[0].source, 2 * PvBuilder::kExtentSize, PvBuilder::kExtentSize));
}

// While extents are being moved, the volume stands on a hidden mirror over both places.
TEST(LvmSegments, AVolumeThatIsBeingMovedIsReadFromItsOldPlace) {
  GroupText group;
  group.pv_uuids = "ab";
  group.logical_volumes =
      logical_volume("v", 'V', linear(1, 0, 1, "pv0", 5) + linear(2, 1, 2, "pvmove0", 0)) +
      logical_volume("pvmove0", 'P',
                     segment(1, 0, 2, "mirror",
                             "mirror_count = 2\nextents_moved = 1\nmirrors = [\"pv0\", 1, "
                             "\"pv1\", 3]"),
                     R"("READ", "WRITE", "PVMOVE", "LOCKED")");
  const auto old_place = PvBuilder('a').text(group.build()).source();
  const auto both = open({old_place, PvBuilder('b', 'a').source()});
  ASSERT_EQ(both.volumes.size(), 1U);
  EXPECT_EQ(letters(both.volumes[0]), "FBC");
  EXPECT_EQ(both.volumes[0].health, Health{});
  EXPECT_EQ(letters(open({old_place}).volumes.at(0)), "FBC");
  // The new place alone is not known to be complete.
  const auto moved = open({PvBuilder('b', 'a').text(group.build()).source()});
  EXPECT_EQ(moved.volumes.at(0).health.condition, Condition::incomplete);
  EXPECT_THROW(io::read_bytes(*moved.volumes[0].source, PvBuilder::kExtentSize, 1), Error);
}

}  // namespace
}  // namespace vixmount::volume::lvm
