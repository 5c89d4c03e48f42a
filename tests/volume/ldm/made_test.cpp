// Sets of dynamic disks with every layout, by make_ldm.py, whole and in pieces.
#include <algorithm>
#include <regex>

#include "io/sources.hpp"
#include "volume/disk_builder.hpp"
#include "volume/ldm/ldm_support.hpp"

namespace vixmount::volume::test {
namespace {

using vixmount::test::error_kind_of;

class MadeDisks : public testing::TestWithParam<const char*> {
 protected:
  void SetUp() override { VIXMOUNT_REQUIRE_PROGRAM("python3"); }
};
INSTANTIATE_TEST_SUITE_P(Tables, MadeDisks, testing::Values("mbr", "gpt"));

TEST_P(MadeDisks, HaveTheVolumesOfTheManifest) {
  const auto resolution = resolve_made(GetParam(), {4, 2, 5, 1, 3});
  for (const auto& expected : made_manifest(GetParam())) {
    expect_volume(resolution, expected);
    EXPECT_EQ(find_volume(resolution, expected.name).health, Health());
  }
  EXPECT_TRUE(resolution.remarks.empty());
}

// Which volumes need which disk stands in make_ldm.py.
TEST_P(MadeDisks, WithoutOneAreDegradedOrIncomplete) {
  struct Case {
    int lost;
    std::vector<std::string> incomplete;
    std::vector<std::string> degraded;
  };
  const Case cases[] = {
      {1, {"Simple", "Spanned"}, {}}, {2, {"Spanned", "Striped"}, {}}, {3, {"Striped"}, {"Raid"}},
      {4, {}, {"Mirror", "Raid"}},    {5, {}, {"Mirror", "Raid"}},
  };
  for (const auto& [lost, incomplete, degraded] : cases) {
    SCOPED_TRACE(lost);
    std::vector<int> numbers = {1, 2, 3, 4, 5};
    std::erase(numbers, lost);
    const auto resolution = resolve_made(GetParam(), numbers);
    for (const auto& expected : made_manifest(GetParam())) {
      SCOPED_TRACE(expected.name);
      const auto& volume = find_volume(resolution, expected.name);
      if (std::count(incomplete.begin(), incomplete.end(), expected.name) != 0) {
        EXPECT_EQ(volume.health.condition, Condition::incomplete);
        EXPECT_NE(volume.health.detail.find("Disk" + std::to_string(lost)), std::string::npos);
        EXPECT_EQ(error_kind_of([&] { vixmount::test::sha256_of(*volume.source); }),
                  ErrorKind::damaged);
        continue;
      }
      const bool lacks = std::count(degraded.begin(), degraded.end(), expected.name) != 0;
      EXPECT_EQ(volume.health.condition, lacks ? Condition::degraded : Condition::good);
      expect_volume(resolution, expected);
    }
  }
}

TEST_P(MadeDisks, WithoutTwoOfThreeHaveNoParityVolume) {
  const auto resolution = resolve_made(GetParam(), {1, 2, 3});
  const auto& raid = find_volume(resolution, "Raid");
  EXPECT_EQ(raid.health.condition, Condition::incomplete);
  EXPECT_EQ(raid.size, 1310720U);
  EXPECT_EQ(find_volume(resolution, "Mirror").health.condition, Condition::incomplete);
}

// ldmtool does not put the parts of a spanned volume in their order, so its partitions are compared
// as a set.
TEST_P(MadeDisks, AreUnderstoodByLdmtoolTheSameWay) {
  VIXMOUNT_REQUIRE_PROGRAM("ldmtool");
  std::string options;
  for (int i = 1; i <= 5; ++i) options += " -d '" + made_disk(GetParam(), i) + "'";
  const auto resolution = resolve_made(GetParam(), {1, 2, 3, 4, 5});
  const auto group = std::find_if(resolution.layers.begin(), resolution.layers.end(),
                                  [](const Layer& layer) { return layer.scheme == "ldm"; });
  ASSERT_NE(group, resolution.layers.end());
  for (const auto& expected : made_manifest(GetParam())) {
    const auto told = vixmount::test::run("ldmtool" + options + " show volume " + group->uuid +
                                          " " + expected.name + " 2>/dev/null");
    const auto& volume = find_volume(resolution, expected.name);
    EXPECT_NE(told.find("\"guid\" : \"" + volume.uuid + "\""), std::string::npos) << told;
    EXPECT_NE(told.find("\"size\" : " + std::to_string(volume.size / 512) + ","), std::string::npos)
        << told;
    const auto type = volume.layout == "raid5" ? "RAID5" : volume.layout;
    EXPECT_NE(told.find("\"type\" : \"" + type + "\""), std::string::npos) << told;
  }
}

TEST_P(MadeDisks, MapToTheirImagesWhereNothingIsComputed) {
  const auto resolution = resolve_made(GetParam(), {1, 2, 3, 4, 5});
  for (const auto& expected : made_manifest(GetParam())) {
    const auto& volume = find_volume(resolution, expected.name);
    io::for_each_extent(*volume.source, 0, volume.size, [&](std::uint64_t, const io::Extent& run) {
      EXPECT_EQ(run.kind, io::ExtentKind::data) << expected.name;
      return true;
    });
  }
}

class MadeSets : public testing::Test {
 protected:
  void SetUp() override { VIXMOUNT_REQUIRE_PROGRAM("python3"); }
};

TEST_F(MadeSets, ListTheOtherPartitionsOfTheirDisks) {
  const auto mbr = resolve_made("mbr", {2});
  ASSERT_FALSE(mbr.volumes.empty());
  EXPECT_EQ(mbr.volumes[0].scheme, "mbr");
  EXPECT_EQ(mbr.volumes[0].name, "disk 1 partition 2");
  EXPECT_EQ(mbr.volumes[0].type_code, "0xde");
  EXPECT_EQ(mbr.volumes[0].offset, 63U * 512);
  const auto gpt = resolve_made("gpt", {1});
  ASSERT_GE(gpt.volumes.size(), 2U);
  EXPECT_EQ(gpt.volumes[0].type_name, "Microsoft reserved");
  EXPECT_EQ(gpt.volumes[1].type_name, "EFI system");
  EXPECT_EQ(gpt.volumes[1].partition_number, 4U);
  EXPECT_EQ(gpt.volumes[2].scheme, "ldm");
}

TEST_F(MadeSets, TakeNoOldHalfOfAMirror) {
  for (const auto& order : {std::vector<int>{1, 2}, std::vector<int>{2, 1}}) {
    const auto resolution = resolve_made("stale", order);
    for (const auto& expected : made_manifest("stale")) expect_volume(resolution, expected);
    const auto& mirror = find_volume(resolution, "Mirror");
    EXPECT_EQ(mirror.health.condition, Condition::degraded);
    EXPECT_NE(mirror.health.detail.find("has an older state of the volume"), std::string::npos);
    EXPECT_TRUE(has_remark(resolution, "has an older database"));
  }
}

TEST_F(MadeSets, TakeTheHalfOfAMirrorThatIsActive) {
  const auto whole = resolve_made("resync", {1, 2});
  for (const auto& expected : made_manifest("resync")) expect_volume(whole, expected);
  EXPECT_EQ(find_volume(whole, "Mirror").health,
            (Health{Condition::degraded, "1 of 2 members: Mirror-01 is in the state STALE"}));
  // Without the other half there is no better one.
  const auto alone = resolve_made("resync", {1});
  EXPECT_NO_THROW(io::read_bytes(*find_volume(alone, "Mirror").source, 0, 512));
}

TEST_F(MadeSets, TakeAnOlderDiskWhereItsVolumeHasNotChanged) {
  const auto resolution = resolve_made("skew", {2, 1});
  for (const auto& expected : made_manifest("skew")) expect_volume(resolution, expected);
  EXPECT_EQ(find_volume(resolution, "Mirror").health, Health());
  EXPECT_TRUE(has_remark(resolution, "has an older database"));
}

TEST_F(MadeSets, LeaveOutWhatAChangeHasNotCommitted) {
  for (const auto* set : {"adding", "deleting"}) {
    SCOPED_TRACE(set);
    const auto resolution = resolve_made(set, {1, 2});
    ASSERT_EQ(resolution.volumes.size(), 1U);
    for (const auto& expected : made_manifest(set)) expect_volume(resolution, expected);
    EXPECT_TRUE(has_remark(resolution, "in the middle of a change"));
  }
}

TEST_F(MadeSets, LeaveOutADiskThatTheGroupDoesNotKnow) {
  const auto resolution = resolve_made("removed", {3, 2, 1});
  for (const auto& expected : made_manifest("removed")) expect_volume(resolution, expected);
  EXPECT_TRUE(has_remark(resolution, "disk 1: says that it belongs to disk group Removed-Dg0"));
  EXPECT_EQ(resolution.volumes.front().scheme, "whole disk");
  EXPECT_EQ(resolution.volumes.front().name, "disk 1");
}

TEST_F(MadeSets, LeaveOutASecondCopyOfADisk) {
  const auto resolution = resolve_made("mbr", {1, 2, 3, 4, 5, 4});
  for (const auto& expected : made_manifest("mbr")) expect_volume(resolution, expected);
  EXPECT_TRUE(has_remark(resolution, "disk 6: is a second copy of disk 4"));
}

TEST_F(MadeSets, KeepTwoGroupsApart) {
  std::vector<io::SourcePtr> disks;
  for (int i = 1; i <= 5; ++i) {
    disks.push_back(open_disk(made_disk("gpt", i)));
    disks.push_back(open_disk(made_disk("mbr", i)));
  }
  const auto resolution = resolve_sources(disks);
  std::vector<std::string> names;
  for (const auto& volume : resolution.volumes)
    if (volume.scheme == "ldm") names.push_back(volume.name);
  EXPECT_EQ(names.size(), 10U);
  EXPECT_EQ(names.front(), "Guest-Dg0/Simple");
  EXPECT_EQ(names.back(), "Host-Dg0/Raid");
  EXPECT_TRUE(resolution.remarks.empty());
}

}  // namespace
}  // namespace vixmount::volume::test
