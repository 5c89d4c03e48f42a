#include <gtest/gtest.h>

#include "array_checks.hpp"
#include "io/sources.hpp"
#include "support/support.hpp"

namespace vixmount::volume::raid {
namespace {

constexpr std::uint64_t kChunk = 1024;

void check(const Raid10Geometry& geometry, unsigned members, std::size_t rows) {
  // As many chunks as fill rows of the first section.
  const auto chunks = rows * members / geometry.near_copies;
  const auto data = test::random_bytes(chunks * geometry.chunk_size, members);
  test::check_all_missing(
      test::lay_out_raid10(data, geometry, members), data,
      [&](const Members& present) { return make_raid10(present, geometry, data.size()); },
      [&](const Members& present) { return survives_raid10(present, geometry); },
      fmt::format("near {}, far {}, offset {}, sets {}, {} members", geometry.near_copies,
                  geometry.far_copies, geometry.far_is_offset, geometry.use_far_sets, members));
}

TEST(Raid10, NearAgainstTheModel) {
  for (unsigned members = 2; members <= 6; ++members)
    for (unsigned copies = 2; copies <= members; ++copies)
      check({copies, 1, false, false, kChunk}, members, 7);
}

TEST(Raid10, FarAndOffsetAgainstTheModel) {
  for (unsigned members = 2; members <= 6; ++members)
    for (unsigned copies = 2; copies <= members; ++copies)
      for (const bool offset : {false, true})
        for (const bool sets : {false, true}) check({1, copies, offset, sets, kChunk}, members, 5);
}

TEST(Raid10, NearAndFarAgainstTheModel) {
  for (const bool offset : {false, true}) {
    check({2, 2, offset, false, kChunk}, 4, 4);
    check({2, 2, offset, false, kChunk}, 6, 3);
    check({2, 2, offset, true, kChunk}, 8, 3);
  }
}

TEST(Raid10, NextCopyStepsIn) {
  const Raid10Geometry geometry{1, 2, false, false, kChunk};
  const auto data = test::random_bytes(8 * kChunk, 3);
  auto members = test::as_members(test::lay_out_raid10(data, geometry, 4));
  members[1] = std::make_shared<test::BrokenSource>(members[1], 0, 4 * kChunk);
  members[3] = std::make_shared<test::BrokenSource>(members[3], 0, 4 * kChunk, true);
  test::expect_reads(*make_raid10(members, geometry, data.size()), data, "broken");
}

TEST(Raid10, ExtentsOfZerosAreHandedOut) {
  const auto zeros = std::make_shared<io::ZeroSource>(2 * kChunk);
  const auto array = make_raid10({nullptr, zeros}, {2, 1, false, false, kChunk}, 2 * kChunk);
  EXPECT_EQ(array->map(3, 2 * kChunk - 3).kind, io::ExtentKind::zero);
}

TEST(Raid10, SmallMembersAreUnsupported) {
  const auto member = test::memory_source(std::string(4 * kChunk, 'x'));
  const Raid10Geometry geometry{1, 2, false, false, kChunk};
  EXPECT_EQ(make_raid10({member, member}, geometry, 4 * kChunk)->size(), 4 * kChunk);
  EXPECT_EQ(test::error_kind_of([&] {
              make_raid10({member, member}, geometry, 6 * kChunk);
            }),
            ErrorKind::unsupported);
  EXPECT_EQ(test::error_kind_of([&] { make_raid10({member}, geometry, kChunk); }),
            ErrorKind::unsupported);
}

TEST(Raid10, NoArraySurvivesNumbersThatThereAreNot) {
  const Members members(4, std::make_shared<io::ZeroSource>(4 * kChunk));
  EXPECT_TRUE(survives_raid10(members, {2, 1, false, false, kChunk}));
  EXPECT_FALSE(survives_raid10(members, {0, 1, false, false, kChunk}));
  EXPECT_FALSE(survives_raid10(members, {5, 1, false, false, kChunk}));
  EXPECT_FALSE(survives_raid10({}, {2, 1, false, false, kChunk}));
}

}  // namespace
}  // namespace vixmount::volume::raid
