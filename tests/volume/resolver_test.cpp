// The worklist, with schemes made up for the purpose.
#include "base/bytes.hpp"
#include "io/sources.hpp"
#include "volume/disk_builder.hpp"
#include "volume/scheme.hpp"

namespace vixmount::volume {
namespace {

using vixmount::test::memory_source;

std::string text_of(const io::ByteSource& source) {
  const auto bytes = io::read_bytes(source, 0, source.size());
  return std::string(BytesView(bytes).text(0, bytes.size()));
}

Volume logical(std::string name, io::SourcePtr source) {
  Volume volume;
  volume.type = VolumeType::logical;
  volume.scheme = "fake";
  volume.device_names = {std::move(name)};
  volume.size = source->size();
  volume.source = std::move(source);
  return volume;
}

struct FakeMember final : Member {
  explicit FakeMember(io::SourcePtr s) : source(std::move(s)) {}
  io::SourcePtr source;
};

// Members begin with the scheme's letter; together they are one volume, the letters taken off.
class JoinScheme final : public Scheme {
 public:
  explicit JoinScheme(char letter) : letter_(letter) {}
  std::string_view name() const noexcept override { return "join"; }
  bool members_stand_alone() const noexcept override { return false; }
  std::optional<Claim> claim(const Container& container, Remarks&) const override {
    if (container.source->size() == 0 || text_of(*container.source)[0] != letter_)
      return std::nullopt;
    return Claim::of(std::make_shared<FakeMember>(container.source));
  }
  std::vector<Group> assemble(const std::vector<MemberPtr>& members, Remarks&) const override {
    std::vector<io::SourcePtr> parts;
    Group group;
    for (const auto& member : members) {
      const auto& source = static_cast<const FakeMember&>(*member).source;
      group.members.push_back(parts.size());
      parts.push_back(std::make_shared<io::SliceSource>(source, 1, source->size() - 1));
    }
    group.volumes = {
        logical(std::string("/dev/join/") + letter_, std::make_shared<io::ConcatSource>(parts))};
    return {std::move(group)};
  }

 private:
  char letter_;
};

// Claims everything and makes of it the same thing again: the hostile case.
class EndlessScheme final : public Scheme {
 public:
  EndlessScheme(bool alone, std::size_t copies) : alone_(alone), copies_(copies) {}
  std::string_view name() const noexcept override { return "endless"; }
  bool members_stand_alone() const noexcept override { return alone_; }
  std::optional<Claim> claim(const Container& container, Remarks&) const override {
    return Claim::of(std::make_shared<FakeMember>(container.source));
  }
  std::vector<Group> assemble(const std::vector<MemberPtr>& members, Remarks&) const override {
    Group group;
    group.members = {0};
    group.volumes.assign(
        copies_, logical("/dev/endless", static_cast<const FakeMember&>(*members[0]).source));
    return {std::move(group)};
  }

 private:
  bool alone_;
  std::size_t copies_;
};

TEST(Resolver, GroupsTakeMembersFromAllDisksAndMayHoldFurtherMembers) {
  const Schemes schemes = {std::make_shared<JoinScheme>('a'), std::make_shared<JoinScheme>('b')};
  const auto resolution = resolve_with(
      schemes, {{memory_source("ab12")}, {memory_source("plain")}, {memory_source("a34")}}, Log());
  ASSERT_EQ(resolution.volumes.size(), 2U);
  EXPECT_EQ(resolution.volumes[0].scheme, "whole disk");
  EXPECT_EQ(resolution.volumes[0].disk, 1U);
  EXPECT_EQ(resolution.volumes[1].device_names.at(0), "/dev/join/b");
  EXPECT_EQ(text_of(*resolution.volumes[1].source), "1234");
}

TEST(Resolver, LayersTellWhatIsOnWhat) {
  const Schemes schemes = {std::make_shared<JoinScheme>('a'), std::make_shared<JoinScheme>('b')};
  const auto resolution = resolve_with(
      schemes, {{memory_source("ab12")}, {memory_source("plain")}, {memory_source("a34")}}, Log());
  const auto& layers = resolution.layers;
  // Three disks; the group of the first and the third; its volume, which is a group's only member;
  // that group; its volume.
  ASSERT_EQ(layers.size(), 7U);
  EXPECT_EQ(layers[0].name, "disk 1");
  EXPECT_EQ(layers[0].size, 4U);
  EXPECT_TRUE(layers[0].on.empty());
  EXPECT_FALSE(layers[0].volume);
  EXPECT_EQ(layers[1].volume, 0U);  // listed as it is
  EXPECT_EQ(layers[3].kind, Layer::Kind::group);
  EXPECT_EQ(layers[3].scheme, "join");
  EXPECT_EQ(layers[3].size, 7U);
  EXPECT_EQ(layers[3].on, (std::vector<std::size_t>{0, 2}));
  EXPECT_EQ(layers[4].name, "/dev/join/a");
  EXPECT_EQ(layers[4].on, std::vector<std::size_t>{3});
  EXPECT_FALSE(layers[4].volume);
  EXPECT_EQ(layers[5].on, std::vector<std::size_t>{4});
  EXPECT_EQ(layers[6].volume, 1U);
  EXPECT_EQ(resolution.volumes[1].name, "/dev/join/b");
}

// What begins with 't' is a table of two partitions, numbered from 1.
class TableScheme final : public Scheme {
 public:
  std::string_view name() const noexcept override { return "table"; }
  bool members_stand_alone() const noexcept override { return true; }
  std::optional<Claim> claim(const Container& container, Remarks&) const override {
    if (text_of(*container.source)[0] != 't') return std::nullopt;
    return Claim::of(std::make_shared<FakeMember>(container.source));
  }
  std::vector<Group> assemble(const std::vector<MemberPtr>& members, Remarks&) const override {
    const auto& source = static_cast<const FakeMember&>(*members.at(0)).source;
    Group group;
    group.members = {0};
    for (std::uint32_t number = 1; number <= 2; ++number) {
      Volume volume;
      volume.scheme = "table";
      volume.partition_number = number;
      volume.source = std::make_shared<io::SliceSource>(source, number, 1);
      volume.size = 1;
      group.volumes.push_back(std::move(volume));
    }
    return {std::move(group)};
  }
};

TEST(Resolver, PartitionsInsideANamedVolumeHaveItsNameAndTheirNumber) {
  const Schemes schemes = {std::make_shared<JoinScheme>('0'), std::make_shared<JoinScheme>('j'),
                           std::make_shared<TableScheme>()};
  const auto resolution = resolve_with(
      schemes, {{memory_source("0t12")}, {memory_source("jt34")}, {memory_source("t56")}}, Log());
  std::vector<std::string> names;
  for (const auto& volume : resolution.volumes) names.push_back(volume.name);
  // As parted, kpartx and the MD driver name them: /dev/md0p1, /dev/mapper/vg-lv1.
  const std::vector<std::string> wanted = {"disk 3 partition 1", "disk 3 partition 2",
                                           "/dev/join/0p1",      "/dev/join/0p2",
                                           "/dev/join/j1",       "/dev/join/j2"};
  EXPECT_EQ(names, wanted);
  EXPECT_TRUE(resolution.volumes[0].device_names.empty());
  EXPECT_EQ(resolution.volumes[2].device_names, std::vector<std::string>{"/dev/join/0p1"});
}

// Recognises what begins with 'x' and cannot use it; makes a group of all 'y' but the first.
class PickyScheme final : public Scheme {
 public:
  std::string_view name() const noexcept override { return "picky"; }
  bool members_stand_alone() const noexcept override { return false; }
  std::optional<Claim> claim(const Container& container, Remarks&) const override {
    const auto text = text_of(*container.source);
    if (text.starts_with('x')) return Claim::refused(Condition::locked, "no key was given");
    if (!text.starts_with('y')) return std::nullopt;
    return Claim::of(std::make_shared<FakeMember>(container.source));
  }
  std::vector<Group> assemble(const std::vector<MemberPtr>& members, Remarks&) const override {
    Group group;
    for (std::size_t i = 1; i < members.size(); ++i) group.members.push_back(i);
    const auto& last = static_cast<const FakeMember&>(*members.back()).source;
    group.volumes = {logical("/dev/picky", std::make_shared<io::UnreadableSource>(
                                               last->size(), Error(ErrorKind::damaged, "half")))};
    group.volumes[0].health = group.health = {Condition::incomplete, "half is missing"};
    return {std::move(group)};
  }
};

TEST(Resolver, NothingThatASchemeRecognisedVanishes) {
  const Schemes schemes = {std::make_shared<PickyScheme>(), std::make_shared<JoinScheme>('z')};
  const auto resolution = resolve_with(
      schemes, {{memory_source("x")}, {memory_source("y1")}, {memory_source("y2")}}, Log());
  ASSERT_EQ(resolution.volumes.size(), 3U);
  EXPECT_EQ(resolution.volumes[0].disk, 0U);
  EXPECT_EQ(resolution.volumes[0].health, (Health{Condition::locked, "no key was given"}));
  EXPECT_EQ(resolution.layers[0].health.condition, Condition::locked);
  EXPECT_EQ(resolution.volumes[1].disk, 1U);  // the member that is in no group
  EXPECT_EQ(resolution.volumes[1].health.condition, Condition::good);
  EXPECT_EQ(resolution.volumes[2].health.condition, Condition::incomplete);
  EXPECT_FALSE(test::has_remark(resolution, "cannot be searched"));  // it is not even tried
}

TEST(Resolver, NestingWithoutEndStops) {
  for (const bool alone : {true, false}) {
    const Schemes schemes = {std::make_shared<EndlessScheme>(alone, 1)};
    const auto resolution = resolve_with(schemes, {{memory_source("x")}}, Log());
    EXPECT_EQ(resolution.volumes.size(), 1U);
    EXPECT_TRUE(test::has_remark(resolution, "is nested 8 deep"));
  }
}

TEST(Resolver, TheNumberOfVolumesIsBounded) {
  const Schemes schemes = {std::make_shared<EndlessScheme>(true, 6)};  // 6^8 without a bound
  const auto resolution = resolve_with(schemes, {{memory_source("x")}}, Log());
  EXPECT_EQ(resolution.volumes.size(), 16384U);
  EXPECT_TRUE(test::has_remark(resolution, "more than 16384 volumes"));
}

TEST(Resolver, AnUnreadableDiskLeavesTheOthersUsable) {
  const auto broken =
      std::make_shared<io::UnreadableSource>(4096, Error(ErrorKind::io, "the extent is gone"));
  const auto resolution = resolve({{broken}, {memory_source("plain")}}, Log());
  ASSERT_EQ(resolution.volumes.size(), 2U);
  EXPECT_EQ(resolution.volumes[0].disk, 0U);
  EXPECT_EQ(resolution.volumes[1].disk, 1U);
  EXPECT_TRUE(test::has_remark(resolution, "disk 1: "));
  EXPECT_TRUE(test::has_remark(resolution, "the extent is gone"));
}

TEST(Resolver, NoDisksNoVolumes) {
  const auto resolution = resolve({}, Log());
  EXPECT_TRUE(resolution.volumes.empty());
  EXPECT_TRUE(resolution.remarks.empty());
}

}  // namespace
}  // namespace vixmount::volume
