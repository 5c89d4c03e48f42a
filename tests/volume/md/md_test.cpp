// Superblocks field by field: what counts, what does not, and damage.
#include "volume/md/md.hpp"

#include <algorithm>

#include "support/support.hpp"
#include "volume/md/member_builder.hpp"
#include "volume/scheme.hpp"

namespace vixmount::volume {
namespace {

using test::MemberBuilder;

Resolution resolve_members(const std::vector<MemberBuilder>& members) {
  std::vector<DiskInput> disks;
  for (const auto& member : members) disks.push_back({member.source(), 512});
  return resolve(disks, Log());
}

bool says(const Resolution& resolution, std::string_view part) {
  return std::any_of(resolution.remarks.begin(), resolution.remarks.end(),
                     [&](const auto& remark) { return remark.find(part) != std::string::npos; });
}

char first_byte(const Volume& volume) {
  return static_cast<char>(io::read_bytes(*volume.source, 0, 1)[0]);
}

TEST(MdArray, HasTheNamesOfItsSuperblock) {
  const auto resolution = resolve_members({MemberBuilder(0), MemberBuilder(1)});
  ASSERT_EQ(resolution.volumes.size(), 1U);
  const auto& volume = resolution.volumes[0];
  EXPECT_EQ(volume.scheme, "md");
  EXPECT_EQ(volume.layout, "raid1");
  EXPECT_EQ(volume.type, VolumeType::logical);
  EXPECT_EQ(volume.uuid, "5a5a5a5a:5a5a5a5a:5a5a5a5a:5a5a5a5a");
  EXPECT_EQ(volume.size, 16384U);
  EXPECT_EQ(volume.health.condition, Condition::good);
  EXPECT_EQ(
      volume.device_names,
      (std::vector<std::string>{"/dev/md/data", "/dev/disk/by-id/md-name-host:data",
                                "/dev/disk/by-id/md-uuid-5a5a5a5a:5a5a5a5a:5a5a5a5a:5a5a5a5a"}));
  EXPECT_TRUE(resolution.remarks.empty());
}

TEST(MdArray, NamesThatCouldLeaveTheirFolderAreNotUsed) {
  MemberBuilder member(0);
  std::memcpy(member.raw.array_name.data(), "host:../x", 9);
  EXPECT_EQ(resolve_members({member}).volumes[0].device_names.size(), 1U);
}

TEST(MdArray, TheNewestMemberSpeaks) {
  MemberBuilder stale(0), newest(1);
  stale.raw.events = 8;
  stale.fill = 's';
  newest.roles = {md::layout::kRoleFaulty, 1};
  newest.fill = 'n';
  const auto resolution = resolve_members({stale, newest});
  ASSERT_EQ(resolution.volumes.size(), 1U);
  EXPECT_EQ(resolution.volumes[0].health, (Health{Condition::degraded, "1 of 2 members"}));
  EXPECT_EQ(first_byte(resolution.volumes[0]), 'n');
  EXPECT_TRUE(says(resolution, "disk 1: is a stale member"));
}

TEST(MdArray, AMemberOneEventBehindCountsUnlessItWasDropped) {
  MemberBuilder behind(0), newest(1);
  behind.raw.events = 9;
  EXPECT_EQ(resolve_members({behind, newest}).volumes[0].health.condition, Condition::good);
  newest.roles = {md::layout::kRoleFaulty, 1};
  const auto resolution = resolve_members({behind, newest});
  EXPECT_EQ(resolution.volumes[0].health.condition, Condition::degraded);
  EXPECT_TRUE(says(resolution, "was dropped from array"));
}

TEST(MdArray, TwoDisksOfOneRoleAreReported) {
  const auto resolution = resolve_members({MemberBuilder(0), MemberBuilder(0), MemberBuilder(1)});
  ASSERT_EQ(resolution.volumes.size(), 1U);
  EXPECT_EQ(resolution.volumes[0].health.condition, Condition::good);
  EXPECT_TRUE(says(resolution, "are both member 0"));
}

// Version 0.91, of an array that is reshaped while a member is rebuilt: it is marked active, not in
// sync.
TEST(MdVersion090, AMemberThatIsRebuiltDuringAReshapeIsLeftOut) {
  using Raw = md::layout::Superblock0<std::endian::little>;
  constexpr std::uint32_t kInSync = md::layout::kDiskActive | md::layout::kDiskInSync;
  const auto member = [](std::uint32_t number, std::uint32_t state_of_second) {
    Raw raw{};
    raw.magic = md::layout::kMagic;
    raw.minor_version = 91;
    raw.uuid0 = 7;
    raw.level = raw.new_level = 5;
    raw.layout = raw.new_layout = 2;
    raw.chunk_size = raw.new_chunk_size = 4096;
    raw.component_size = 32;
    raw.raid_disks = 4;
    raw.delta_disks = 1;
    raw.reshape_position = 48;
    raw.state = md::layout::kStateClean;
    for (std::uint32_t i = 0; i < 4; ++i) {
      raw.disks[i].number = raw.disks[i].raid_disk = i;
      raw.disks[i].state = i == 1 ? state_of_second : kInSync;
    }
    raw.this_disk = raw.disks[number];
    std::vector<std::byte> bytes(128 * 1024);
    auto* const place = bytes.data() + 64 * 1024;
    std::memcpy(place, &raw, sizeof(raw));
    std::uint64_t sum = 0;
    for (std::size_t at = 0; at < sizeof(raw); at += 4)
      sum += BytesView(std::span(place, sizeof(raw))).le32_at(at);
    raw.checksum = static_cast<std::uint32_t>(sum + (sum >> 32));
    std::memcpy(place, &raw, sizeof(raw));
    return std::make_shared<io::MemorySource>(std::move(bytes));
  };
  const auto health = [&](std::uint32_t state_of_second) {
    std::vector<DiskInput> disks;
    for (std::uint32_t i = 0; i < 4; ++i) disks.push_back({member(i, state_of_second), 512});
    return resolve(disks, Log()).volumes.at(0).health;
  };
  EXPECT_EQ(health(kInSync), Health{});
  EXPECT_EQ(health(md::layout::kDiskActive),
            (Health{Condition::degraded, "3 of 4 members; member 1 is being rebuilt"}));
}

TEST(MdArray, AWrongChecksumIsNoMember) {
  MemberBuilder member(0);
  member.good_checksum = false;
  const auto resolution = resolve_members({member});
  EXPECT_EQ(resolution.volumes[0].scheme, "whole disk");
  EXPECT_TRUE(says(resolution, "wrong checksum (at byte 4096)"));
}

TEST(MdArray, ASuperblockThatStandsElsewhereIsNoMember) {
  MemberBuilder member(0);
  member.raw.super_offset = 0;
  EXPECT_EQ(resolve_members({member}).volumes[0].scheme, "whole disk");
}

TEST(MdArray, UnknownFeaturesAreSaid) {
  MemberBuilder member(0);
  member.raw.features = 0x8000;
  const auto resolution = resolve_members({member});
  EXPECT_EQ(resolution.volumes[0].health.condition, Condition::unusable);
  EXPECT_NE(resolution.volumes[0].health.detail.find("unknown features 0x8000"), std::string::npos);
}

TEST(MdArray, TooManyRolesAreDamage) {
  MemberBuilder member(0);
  member.raw.role_count = 5000;
  EXPECT_TRUE(says(resolve_members({member}), "has 5000 roles"));
}

TEST(MdArray, RolesBeyondTheArrayAndAbsurdSizesAreLeftOut) {
  MemberBuilder far_role(0), huge(1), cut(0);
  far_role.roles = {700, 1};
  EXPECT_EQ(resolve_members({far_role}).volumes[0].health.condition, Condition::incomplete);
  huge.raw.component_size = std::uint64_t{1} << 53;
  EXPECT_EQ(resolve_members({huge}).volumes[0].health.condition, Condition::incomplete);
  huge.raw.component_size = std::uint64_t{1} << 60;
  EXPECT_TRUE(says(resolve_members({huge}), "overflows"));
  cut.disk_size = 20 * 1024;
  const auto resolution = resolve_members({cut, MemberBuilder(1)});
  EXPECT_EQ(resolution.volumes[0].health.condition, Condition::degraded);
  EXPECT_TRUE(says(resolution, "is too small for its part"));
}

TEST(MdArray, LevelsAndLayoutsThatAreNoneAreUnusable) {
  for (const auto& [level, layout] : std::vector<std::pair<std::int32_t, std::uint32_t>>{
           {-4, 0}, {7, 0}, {5, 6}, {5, 16}, {6, 21}, {10, 0}, {10, 0x20202 | 0x80000}}) {
    MemberBuilder member(0);
    member.raw.level = static_cast<std::uint32_t>(level);
    member.raw.layout = layout;
    member.raw.chunk_size = 8;
    member.raw.raid_disks = 4;
    const auto resolution = resolve_members({member});
    EXPECT_EQ(resolution.volumes[0].health.condition, Condition::unusable)
        << level << ' ' << layout;
    EXPECT_ANY_THROW(first_byte(resolution.volumes[0]));
  }
}

TEST(MdArray, UnequalStripesWithoutALayoutAreNotGuessed) {
  std::vector<MemberBuilder> members = {MemberBuilder(0), MemberBuilder(1)};
  for (auto& member : members) {
    member.raw.level = 0;
    member.raw.chunk_size = 8;
  }
  members[1].raw.data_size = 64;
  EXPECT_EQ(resolve_members(members).volumes[0].health.condition, Condition::unusable);
  for (auto& member : members) {
    member.raw.features = md::layout::kFeatureRaid0Layout;
    member.raw.layout = 1;
  }
  EXPECT_EQ(resolve_members(members).volumes[0].health.condition, Condition::good);
}

TEST(MdArray, ReshapesWithoutTheirBackupFileAreSaid) {
  std::vector<MemberBuilder> members;
  for (std::uint32_t i = 0; i < 4; ++i) {
    MemberBuilder member(i);
    member.roles = {0, 1, 2, 3};
    member.raw.level = member.raw.new_level = 5;
    member.raw.layout = member.raw.new_layout = 2;
    member.raw.chunk_size = member.raw.new_chunk_size = 8;
    member.raw.raid_disks = 4;
    member.raw.delta_disks = 1;
    member.raw.features = md::layout::kFeatureReshapeActive;
    members.push_back(member);
  }
  // At 0 the new first stripe lies over the old one.
  EXPECT_NE(resolve_members(members).volumes[0].health.detail.find("backup file"),
            std::string::npos);
  // 48 sectors are two stripes of three chunks, and three of two: 8 sectors apart.
  for (auto& member : members) member.raw.reshape_position = 48;
  EXPECT_EQ(resolve_members(members).volumes[0].health.condition, Condition::good);
}

struct RealMember {
  const char* image;
  const char* uuid;
};
class RealMembers : public testing::TestWithParam<RealMember> {};

TEST_P(RealMembers, AreKnownByTheirArray) {
  VIXMOUNT_REQUIRE_CORPUS();
  const auto disk = std::make_shared<io::FileSource>(
      io::HostFile::open(vixmount::test::corpus_image(GetParam().image).string()));
  const auto resolution = resolve({{disk, 512}}, Log());
  ASSERT_EQ(resolution.volumes.size(), 1U);
  EXPECT_EQ(resolution.volumes[0].scheme, "md");
  EXPECT_EQ(resolution.volumes[0].uuid, GetParam().uuid);
}

// The UUIDs are those of the manifests, in mdadm's shape.
INSTANTIATE_TEST_SUITE_P(Corpus, RealMembers,
                         testing::Values(RealMember{"probe/utillinux/mdraid.img",
                                                    "37c76b91:011a05c5:d30c1fd4:c5c3dbbc"},
                                         RealMember{"probe/utillinux/mdraid-1.img",
                                                    "77e61baf:c0b5d7d0:39cf575b:64d4878c"}));

// A 0.90 superblock of a big endian machine: the words of a little endian one turned round.
TEST(MdVersion090, IsReadInBothByteOrders) {
  VIXMOUNT_REQUIRE_CORPUS();
  const auto path = vixmount::test::corpus_image("probe/utillinux/mdraid.img");
  const io::FileSource file(io::HostFile::open(path.string()));
  auto bytes = io::read_bytes(file, 0, file.size());
  const auto place = bytes.size() / 65536 * 65536 - 65536;
  for (std::size_t at = place; at < place + 4096; at += 4)
    std::reverse(bytes.begin() + static_cast<std::ptrdiff_t>(at),
                 bytes.begin() + static_cast<std::ptrdiff_t>(at + 4));
  // The two halves of the counts of events and checkpoints change places as well.
  for (const std::size_t word : {39, 41})
    std::swap_ranges(bytes.begin() + static_cast<std::ptrdiff_t>(place + word * 4),
                     bytes.begin() + static_cast<std::ptrdiff_t>(place + word * 4 + 4),
                     bytes.begin() + static_cast<std::ptrdiff_t>(place + word * 4 + 4));
  const auto turned = resolve({{std::make_shared<io::MemorySource>(std::move(bytes)), 512}}, Log());
  const auto straight =
      resolve({{std::make_shared<io::FileSource>(io::HostFile::open(path.string())), 512}}, Log());
  ASSERT_EQ(turned.volumes.size(), 1U);
  EXPECT_EQ(turned.volumes[0].uuid, "37c76b91:011a05c5:d30c1fd4:c5c3dbbc");
  EXPECT_EQ(turned.volumes[0].device_names, straight.volumes[0].device_names);
  EXPECT_EQ(turned.volumes[0].health, straight.volumes[0].health);
  EXPECT_EQ(turned.volumes[0].size, straight.volumes[0].size);
}

}  // namespace
}  // namespace vixmount::volume
