#include <functional>

#include <gtest/gtest.h>

#include "array_checks.hpp"
#include "io/sources.hpp"
#include "support/support.hpp"

namespace vixmount::volume::raid {
namespace {

using Layout = ParityLayout;

void check(unsigned parity_members, Layout layout, unsigned members, std::uint64_t chunk,
           std::size_t size) {
  const ParityGeometry geometry{parity_members, layout, chunk};
  const auto data = test::random_bytes(size, members);
  test::check_all_missing(
      test::lay_out_parity(data, geometry, members), data,
      [&](const Members& present) { return make_parity(present, geometry, data.size()); },
      [&](const Members& present) { return survives_parity(present, geometry); },
      fmt::format("layout {}, {} of {} members, chunk {}, {} bytes", static_cast<int>(layout),
                  parity_members, members, chunk, size));
}

TEST(Parity, OneAgainstTheModel) {
  for (auto layout = 0; layout <= static_cast<int>(Layout::parity_last); ++layout)
    for (unsigned members = 2; members <= 6; ++members)
      check(1, static_cast<Layout>(layout), members, 512, 512 * (members - 1) * (members + 2));
}

TEST(Parity, TwoAgainstTheModel) {
  for (auto layout = 0; layout <= static_cast<int>(Layout::parity_first_6); ++layout)
    for (unsigned members = 3; members <= 6; ++members)
      check(2, static_cast<Layout>(layout), members, 512, 512 * (members - 2) * (members + 1));
}

TEST(Parity, ChunksOfOddSizesAndRowsThatAreNotFull) {
  check(1, Layout::left_symmetric, 4, 1536, 10'001);
  check(2, Layout::left_symmetric, 5, 2560, 20'003);
  check(2, Layout::ddf_n_continue, 4, 4096, 5000);
}

// Each level would read all members of the one below.
TEST(Parity, LostDataOnLostDataIsReadTwoLevelsDeep) {
  const ParityGeometry geometry{1, Layout::left_symmetric, 512};
  const auto data = test::random_bytes(65536, 11);
  const auto degraded = [&](const test::Bytes& content) {
    return make_parity(test::as_members(test::lay_out_parity(content, geometry, 3), 0b001),
                       geometry, content.size());
  };
  const auto over = [&](const std::function<io::SourcePtr(const test::Bytes&)>& below,
                        std::size_t missing) {
    return [&, below, missing](const test::Bytes& content) {
      const auto parts = test::lay_out_parity(content, geometry, 3);
      Members members;
      for (std::size_t i = 0; i < 3; ++i)
        members.push_back(i == missing ? nullptr : below(parts[i]));
      return make_parity(members, geometry, content.size());
    };
  };
  test::expect_reads(*over(degraded, 1)(data), data, "two levels");
  // Other members at each level: what one lacks is computed from what the next one lacks.
  const auto three = over(over(degraded, 1), 0)(data);
  EXPECT_EQ(vixmount::test::error_kind_of([&] { io::read_bytes(*three, 0, data.size()); }),
            ErrorKind::limit_exceeded);
}

// More than the pieces that are computed at a time, several of them in parallel.
TEST(Parity, LargeChunks) {
  constexpr std::uint64_t kChunk = 300 * 1024;
  const ParityGeometry geometry{2, Layout::left_symmetric, kChunk};
  const auto data = test::random_bytes(4 * kChunk, 9);
  const auto contents = test::lay_out_parity(data, geometry, 4);
  for (const std::uint64_t missing : {0b0011, 0b0110, 0b1010})
    test::expect_reads(*make_parity(test::as_members(contents, missing), geometry, data.size()),
                       data, "large");
}

TEST(Parity, ManyMembers) {
  const ParityGeometry geometry{2, Layout::left_symmetric, 512};
  const auto data = test::random_bytes(512 * 253 * 2, 10);
  auto members = test::as_members(test::lay_out_parity(data, geometry, 255));
  members[0] = members[200] = nullptr;
  test::expect_reads(*make_parity(members, geometry, data.size()), data, "many");
}

TEST(Parity, PresentDataIsMappedToItsMember) {
  const ParityGeometry geometry{1, Layout::left_symmetric, 4096};
  const auto zeros = std::make_shared<io::ZeroSource>(8192);
  const auto memory = test::memory_source(std::string(8192, 'x'));
  const auto array = make_parity({zeros, nullptr, memory}, geometry, 16384);
  EXPECT_EQ(array->map(5, 16000).kind, io::ExtentKind::zero);
  EXPECT_EQ(array->map(5, 16000).length, 4091U);
  EXPECT_EQ(array->map(4096, 100).reader, array.get());
  EXPECT_EQ(array->map(8192, 100).reader, memory.get());  // stripe 1 is 1 P 0
  EXPECT_EQ(array->map(8192, 100).position, 4096U);
}

TEST(Parity, WhatIsMissingIsSaid) {
  const ParityGeometry geometry{1, Layout::parity_last, 4096};
  const auto member = test::memory_source(std::string(8192, 'x'));
  const auto array = make_parity({member, nullptr, nullptr}, geometry, 16384);
  EXPECT_EQ(io::read_bytes(*array, 0, 4096).size(), 4096U);
  try {
    io::read_bytes(*array, 0, 5000);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::damaged);
    EXPECT_EQ(error.offset(), 4096U);
  }
}

// An error of a member is passed on, also out of the threads that compute.
TEST(Parity, MembersThatCannotBeRead) {
  const ParityGeometry geometry{1, Layout::parity_last, 1 << 20};
  const auto member = std::make_shared<io::ZeroSource>(1 << 20);
  const auto broken = std::make_shared<test::BrokenSource>(member, 500'000, 500'001);
  const auto array = make_parity({nullptr, member, broken}, geometry, 2 << 20);
  EXPECT_EQ(test::error_kind_of([&] { io::read_bytes(*array, 0, 1 << 20); }), ErrorKind::io);
}

TEST(Parity, SmallMembersAreUnsupported) {
  const auto member = test::memory_source(std::string(8192, 'x'));
  const ParityGeometry geometry{1, Layout::left_symmetric, 4096};
  EXPECT_EQ(test::error_kind_of([&] {
              make_parity({member, member, member}, geometry, 16385);
            }),
            ErrorKind::unsupported);
  EXPECT_EQ(test::error_kind_of([&] { make_parity(Members(3), geometry, 1ULL << 61); }),
            ErrorKind::unsupported);
}

}  // namespace
}  // namespace vixmount::volume::raid
