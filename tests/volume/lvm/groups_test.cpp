// Groups made by hand: which text counts, which members are used, what is listed.
#include <algorithm>

#include <fmt/format.h>

#include "io/sources.hpp"
#include "volume/disk_builder.hpp"
#include "volume/lvm/group_builder.hpp"

namespace vixmount::volume::lvm {
namespace {

using test::dashed_uuid;
using test::GroupText;
using test::letters;
using test::linear;
using test::logical_volume;
using test::open;
using test::PvBuilder;
using test::segment;
using vixmount::volume::test::has_remark;

std::vector<const Volume*> logical(const Resolution& resolution) {
  std::vector<const Volume*> out;
  for (const auto& volume : resolution.volumes)
    if (volume.type == VolumeType::logical) out.push_back(&volume);
  return out;
}

const Layer* group_layer(const Resolution& resolution) {
  for (const auto& layer : resolution.layers)
    if (layer.kind == Layer::Kind::group) return &layer;
  return nullptr;
}

GroupText one_volume() {
  GroupText group;
  group.logical_volumes = logical_volume("root", 'R', linear(1, 0, 2, "pv0", 3));
  return group;
}

TEST(LvmGroups, ALinearVolumeHasItsNamesAndExtents) {
  const auto resolution = open({PvBuilder('a').text(one_volume().build()).source()});
  ASSERT_EQ(resolution.volumes.size(), 1U);
  const auto& volume = resolution.volumes[0];
  EXPECT_EQ(volume.scheme, "lvm2");
  EXPECT_EQ(volume.layout, "linear");
  EXPECT_EQ(volume.uuid, dashed_uuid('R'));
  EXPECT_EQ(volume.device_names, (std::vector<std::string>{"/dev/vg/root", "/dev/mapper/vg-root"}));
  EXPECT_EQ(volume.disk, 0U);
  EXPECT_EQ(letters(volume), "DE");
  EXPECT_EQ(group_layer(resolution)->name, "vg");
  EXPECT_EQ(group_layer(resolution)->uuid, dashed_uuid('G'));
  EXPECT_TRUE(resolution.remarks.empty());
}

TEST(LvmGroups, DashesOfNamesAreDoubledByDeviceMapper) {
  GroupText group;
  group.name = "my-vg";
  group.logical_volumes = logical_volume("a-b--c", 'R', linear(1, 0, 1, "pv0", 0));
  const auto resolution = open({PvBuilder('a').text(group.build()).source()});
  EXPECT_EQ(resolution.volumes.at(0).device_names.at(1), "/dev/mapper/my--vg-a--b----c");
}

// Neighbours in the volume that are neighbours on the disk become one run.
TEST(LvmGroups, LinearSegmentsJoinWhereTheyContinue) {
  GroupText group;
  group.logical_volumes = logical_volume(
      "v", 'R', linear(1, 0, 2, "pv0", 1) + linear(2, 2, 1, "pv0", 3) + linear(3, 3, 1, "pv0", 0));
  vixmount::test::TemporaryFolder folder;
  vixmount::test::write_file(folder.file("disk"), PvBuilder('a').text(group.build()).bytes());
  const auto disk = std::make_shared<io::FileSource>(io::HostFile::open(folder.file("disk")));
  const auto resolution = open({disk});
  const auto& volume = resolution.volumes.at(0);
  const auto extent = volume.source->map(0, volume.size);
  EXPECT_EQ(extent.kind, io::ExtentKind::data);
  EXPECT_EQ(extent.length, 3 * PvBuilder::kExtentSize);
  EXPECT_EQ(extent.position, PvBuilder::kExtentsBegin + PvBuilder::kExtentSize);
  EXPECT_EQ(letters(volume), "BCDA");
}

TEST(LvmGroups, StripesTakeTurns) {
  GroupText group;
  group.pv_uuids = "ab";
  group.logical_volumes = logical_volume(
      "v", 'R',
      segment(1, 0, 4, "striped",
              "stripe_count = 2\nstripe_size = 128\nstripes = [\n\"pv0\", 0,\n\"pv1\", 4\n]"));
  const auto resolution = open({PvBuilder('b', 'a').without_area().source(),
                                PvBuilder('a', 'A').text(group.build()).source()});
  ASSERT_EQ(resolution.volumes.size(), 1U);
  EXPECT_EQ(letters(resolution.volumes[0]), "AeBf");
  EXPECT_EQ(resolution.volumes[0].layout, "striped");
  EXPECT_FALSE(resolution.volumes[0].disk);
}

TEST(LvmGroups, TheNewestTextOfAnyDiskCounts) {
  auto old = one_volume();
  old.pv_uuids = "ab";
  auto newer = old;
  newer.sequence_number = 2;
  newer.logical_volumes = logical_volume("root", 'R', linear(1, 0, 1, "pv1", 5));
  for (const bool swapped : {false, true}) {
    std::vector<io::SourcePtr> disks = {PvBuilder('a').text(old.build()).source(),
                                        PvBuilder('b', 'a').text(newer.build()).source()};
    if (swapped) std::swap(disks[0], disks[1]);
    const auto resolution = open(disks);
    ASSERT_EQ(resolution.volumes.size(), 1U);
    EXPECT_EQ(letters(resolution.volumes[0]), "f");
    EXPECT_TRUE(has_remark(resolution, "has metadata 1 of the volume group vg; the newest, 2"));
  }
}

TEST(LvmGroups, ADamagedTextIsReplacedByAnotherCopy) {
  auto group = one_volume();
  group.pv_uuids = "ab";
  const auto resolution =
      open({PvBuilder('a').text(group.build()).poke(PvBuilder::kAreaBegin + 600, '!').source(),
            PvBuilder('b').text(group.build()).source()});
  ASSERT_EQ(resolution.volumes.size(), 1U);
  EXPECT_EQ(letters(resolution.volumes[0]), "DE");
  EXPECT_TRUE(has_remark(resolution, "disk 1: the metadata text has a wrong checksum"));
}

TEST(LvmGroups, OfCopiesOfADiskTheNewestIsUsedAndNeverBoth) {
  auto old = one_volume();
  auto newer = one_volume();
  newer.sequence_number = 7;
  const auto resolution = open({PvBuilder('a', 'a').text(old.build()).source(),
                                PvBuilder('a', 'A').text(newer.build()).source(),
                                PvBuilder('a', 'k').text(newer.build()).source()});
  const auto volumes = logical(resolution);
  ASSERT_EQ(volumes.size(), 1U);
  EXPECT_EQ(letters(*volumes[0]), "DE");
  EXPECT_TRUE(has_remark(resolution, "disk 1: has the same UUID"));
  EXPECT_TRUE(has_remark(resolution, "disk 3: has the same UUID"));
  // They are listed as they are.
  EXPECT_EQ(resolution.volumes.size(), 3U);
}

TEST(LvmGroups, GroupsOfOneNameAreToldApartByUuid) {
  auto other = one_volume();
  other.uuid = 'H';
  other.pv_uuids = "b";
  const auto resolution = open({PvBuilder('a', 'A').text(one_volume().build()).source(),
                                PvBuilder('b', 'a').text(other.build()).source()});
  ASSERT_EQ(resolution.volumes.size(), 2U);
  EXPECT_EQ(letters(resolution.volumes[0]), "DE");
  EXPECT_EQ(letters(resolution.volumes[1]), "de");
  EXPECT_TRUE(has_remark(resolution, "2 volume groups have this name"));
}

TEST(LvmGroups, WithoutADiskWholeVolumesWorkAndTheOthersSayWhatIsMissing) {
  GroupText group;
  group.pv_uuids = "ab";
  group.logical_volumes =
      logical_volume("whole", 'W', linear(1, 0, 1, "pv0", 2)) +
      logical_volume("half", 'X', linear(1, 0, 1, "pv0", 0) + linear(2, 1, 1, "pv1", 0));
  const auto resolution = open({PvBuilder('a').text(group.build()).source()});
  ASSERT_EQ(resolution.volumes.size(), 2U);
  EXPECT_EQ(resolution.volumes[0].health, Health{});
  EXPECT_EQ(letters(resolution.volumes[0]), "C");
  const Health expected{Condition::incomplete, "PV " + dashed_uuid('b') + " (/dev/sdb) is missing"};
  const auto& half = resolution.volumes[1];
  EXPECT_EQ(half.health, expected);
  EXPECT_EQ(half.size, 2 * PvBuilder::kExtentSize);
  EXPECT_NO_THROW(io::read_bytes(*half.source, 0, PvBuilder::kExtentSize));
  EXPECT_EQ(vixmount::test::error_kind_of(
                [&] { io::read_bytes(*half.source, PvBuilder::kExtentSize, 1); }),
            ErrorKind::damaged);
  EXPECT_EQ(group_layer(resolution)->health, expected);
}

TEST(LvmGroups, ADiskThatWasAwayCountsAsMissing) {
  auto group = one_volume();
  group.pv_flags = "\"MISSING\"";
  const auto resolution = open({PvBuilder('a').text(group.build()).source()});
  ASSERT_EQ(resolution.volumes.size(), 1U);
  EXPECT_EQ(resolution.volumes[0].health.condition, Condition::incomplete);
  EXPECT_TRUE(has_remark(resolution, "was away"));
}

TEST(LvmGroups, PartsOfVolumesAndPoolsAreNotListed) {
  GroupText group;
  const std::string hidden = R"("READ", "WRITE")";
  group.logical_volumes =
      logical_volume("m_mimage_0", '0', linear(1, 0, 1, "pv0", 0), hidden) +
      logical_volume("m_mimage_1", '1', linear(1, 0, 1, "pv0", 1), hidden) +
      logical_volume("m", 'M',
                     segment(1, 0, 1, "mirror",
                             "mirror_count = 2\nregion_size = 128\nmirrors = [\n\"m_mimage_0\", "
                             "0,\n\"m_mimage_1\", 0\n]")) +
      logical_volume("pool", 'P', segment(1, 0, 1, "thin-pool", "chunk_size = 128"));
  const auto resolution = open({PvBuilder('a').text(group.build()).source()});
  ASSERT_EQ(resolution.volumes.size(), 1U);
  EXPECT_EQ(resolution.volumes[0].layout, "mirror");
  EXPECT_EQ(letters(resolution.volumes[0]), "A");
}

TEST(LvmGroups, UnsupportedTypesAreListedByName) {
  GroupText group;
  group.logical_volumes =
      logical_volume("v", 'V', segment(1, 0, 2, "vdo", "vdo_pool = \"p\"\nvdo_offset = 0")) +
      logical_volume("i", 'I', segment(1, 0, 1, "integrity", "origin = \"o\""));
  const auto resolution = open({PvBuilder('a').text(group.build()).source()});
  ASSERT_EQ(resolution.volumes.size(), 2U);
  EXPECT_EQ(resolution.volumes[0].health,
            (Health{Condition::unusable, "LVM volumes of type \"vdo\" are not supported"}));
  EXPECT_EQ(resolution.volumes[0].size, 2 * PvBuilder::kExtentSize);
  EXPECT_EQ(
      vixmount::test::error_kind_of([&] { io::read_bytes(*resolution.volumes[1].source, 0, 1); }),
      ErrorKind::unsupported);
}

TEST(LvmGroups, ZeroAndErrorSegments) {
  GroupText group;
  group.logical_volumes = logical_volume("z", 'Z', segment(1, 0, 2, "zero", "")) +
                          logical_volume("e", 'E', segment(1, 0, 1, "error", ""));
  const auto resolution = open({PvBuilder('a').text(group.build()).source()});
  EXPECT_EQ(letters(resolution.volumes.at(0)), std::string(2, '\0'));
  EXPECT_EQ(resolution.volumes.at(1).health.condition, Condition::incomplete);
}

TEST(LvmGroups, VolumesThatContradictThemselvesAreUnusableAlone) {
  GroupText group;
  const auto on = [](std::string_view name) { return linear(1, 0, 1, name, 0); };
  group.logical_volumes =
      logical_volume("gap", '1', linear(1, 0, 1, "pv0", 0) + linear(2, 2, 1, "pv0", 1)) +
      logical_volume("itself", '2', on("itself")) + logical_volume("ping", '3', on("pong")) +
      logical_volume("pong", '4', on("ping")) + logical_volume("nothing", '5', on("pv9")) +
      logical_volume("behind", '6', linear(1, 0, 1, "pv0", 4000)) +
      logical_volume("uneven", '7',
                     segment(1, 0, 1, "striped",
                             "stripe_count = 3\nstripe_size = 8\nstripes = [\"pv0\", 0, \"pv0\", "
                             "1, \"pv0\", 2]")) +
      logical_volume("empty-list", '8', segment(1, 0, 1, "striped", "stripes = []")) +
      logical_volume("good", '9', on("pv0"));
  const auto resolution = open({PvBuilder('a').text(group.build()).source()});
  ASSERT_EQ(resolution.volumes.size(), 9U);
  for (std::size_t i = 0; i < 8; ++i) {
    const auto& volume = resolution.volumes[i];
    EXPECT_GT(volume.health.condition, Condition::degraded) << volume.name;
    if (volume.size != 0) {
      EXPECT_THROW(io::read_bytes(*volume.source, 0, 1), Error) << volume.name;
    }
  }
  EXPECT_EQ(letters(resolution.volumes[8]), "A");
}

// 200 volumes, each on the next.
TEST(LvmGroups, NestingIsBounded) {
  GroupText group;
  for (int i = 0; i < 200; ++i)
    group.logical_volumes +=
        logical_volume(fmt::format("v{}", i), 'V', linear(1, 0, 1, fmt::format("v{}", i + 1), 0));
  group.logical_volumes += logical_volume("v200", 'V', linear(1, 0, 1, "pv0", 0));
  const auto resolution = open({PvBuilder('a', 'A', 400000).text(group.build()).source()});
  ASSERT_EQ(resolution.volumes.size(), 201U);
  EXPECT_EQ(resolution.volumes[0].health.condition, Condition::unusable);
  EXPECT_EQ(letters(resolution.volumes[200]), "A");
}

TEST(LvmGroups, HostileNamesAreRefused) {
  GroupText group;
  group.logical_volumes = logical_volume("\"../etc\"", 'V', linear(1, 0, 1, "pv0", 0));
  const auto resolution = open({PvBuilder('a').text(group.build()).source()});
  EXPECT_TRUE(logical(resolution).empty());
  EXPECT_TRUE(has_remark(resolution, "is no name of LVM"));
}

TEST(LvmGroups, AnExportedGroupIsReadWithARemark) {
  auto group = one_volume();
  group.status = R"("EXPORTED", "RESIZEABLE", "READ", "WRITE")";
  const auto resolution = open({PvBuilder('a').text(group.build()).source()});
  EXPECT_EQ(letters(resolution.volumes.at(0)), "DE");
  EXPECT_TRUE(has_remark(resolution, "exported"));
}

TEST(LvmGroups, AnOrphanIsListedAsItIs) {
  const auto resolution = open({PvBuilder('a').source()});
  ASSERT_EQ(resolution.volumes.size(), 1U);
  EXPECT_EQ(resolution.volumes[0].scheme, "whole disk");
  EXPECT_TRUE(has_remark(resolution, "it is in no volume group"));
}

TEST(LvmGroups, ADiskThatWasCutIsToldAndReadAsFarAsItGoes) {
  GroupText group;
  group.logical_volumes = logical_volume("front", '1', linear(1, 0, 2, "pv0", 0)) +
                          logical_volume("behind", '2', linear(1, 0, 1, "pv0", 7));
  auto bytes = PvBuilder('a').text(group.build()).bytes();
  bytes.resize(PvBuilder::kExtentsBegin + 3 * PvBuilder::kExtentSize);
  const auto resolution = open({vixmount::test::memory_source(bytes)});
  EXPECT_EQ(letters(resolution.volumes.at(0)), "AB");
  EXPECT_EQ(resolution.volumes.at(1).health.condition, Condition::incomplete);
  EXPECT_TRUE(has_remark(resolution, "has 1048576 bytes, of which 720896 are here"));
}

TEST(LvmGroups, AreasThatLvmIgnoresAreTheLastResort) {
  auto old = one_volume();
  old.pv_uuids = "ab";
  old.sequence_number = 9;
  auto current = old;
  current.sequence_number = 3;
  current.logical_volumes = logical_volume("root", 'R', linear(1, 0, 1, "pv0", 7));
  const auto ignored = PvBuilder('b').text(old.build(), 512, 1).source();
  const auto both = open({PvBuilder('a').text(current.build()).source(), ignored});
  EXPECT_EQ(letters(both.volumes.at(0)), "H");
  const auto alone = open({PvBuilder('a').without_area().source(), ignored});
  EXPECT_EQ(letters(alone.volumes.at(0)), "DE");
  EXPECT_TRUE(has_remark(alone, "no longer keeps up to date"));
}

TEST(LvmGroups, APartitionedDiskIsNoMemberAnyMore) {
  auto bytes = PvBuilder('a').text(one_volume().build()).bytes();
  const unsigned char entry[16] = {0, 0, 0, 0, 0x83, 0, 0, 0, 0, 4, 0, 0, 0, 4, 0, 0};
  bytes.replace(446, 16, reinterpret_cast<const char*>(entry), 16);
  bytes[510] = '\x55';
  bytes[511] = '\xAA';
  const auto resolution = open({vixmount::test::memory_source(bytes)});
  ASSERT_EQ(resolution.volumes.size(), 1U);
  EXPECT_EQ(resolution.volumes[0].scheme, "mbr");
  EXPECT_TRUE(has_remark(resolution, "was partitioned since"));
}

}  // namespace
}  // namespace vixmount::volume::lvm
