#include <gtest/gtest.h>

#include "array_checks.hpp"
#include "io/sources.hpp"
#include "support/support.hpp"

namespace vixmount::volume::raid {
namespace {

constexpr std::uint64_t kChunk = 1536;  // chunks of raid0 need not be a power of two

void check(const std::vector<unsigned>& chunks, std::uint64_t chunk_size) {
  for (const auto layout : {StripedLayout::original, StripedLayout::alternate}) {
    std::size_t total = 0;
    for (const auto count : chunks) total += count;
    const auto data = test::random_bytes(total * chunk_size, 3);
    const StripedGeometry geometry{chunk_size, layout};
    const auto contents = test::lay_out_striped(data, geometry, chunks);
    const auto make = [&](const Members& members) {
      return make_striped(members, geometry, data.size());
    };
    test::expect_reads(*make(test::as_members(contents)), data, "striped");
    for (std::size_t i = 0; i < chunks.size(); ++i)
      EXPECT_EQ(test::count_unreadable(*make(test::as_members(contents, 1ULL << i)), data, "one"),
                chunks[i] * chunk_size / 128);
  }
}

TEST(Striped, AgainstTheModel) {
  for (const std::uint64_t chunk : {512, 1536, 4096}) {
    check({5, 5, 5}, chunk);
    check({1}, chunk);
    check({3, 1, 4, 1, 5, 9}, chunk);
    check({7, 2}, chunk);
    check({2, 7, 7}, chunk);
  }
}

TEST(Striped, RestsOfMembersAreNotUsed) {
  const auto data = test::random_bytes(4 * kChunk, 4);
  auto contents = test::lay_out_striped(data, {kChunk, StripedLayout::alternate}, {2, 2});
  for (auto& content : contents) content.resize(content.size() + 700, std::byte{0xEE});
  test::expect_reads(*make_striped(test::as_members(contents), {kChunk}, data.size()), data,
                     "rest");
}

TEST(Striped, MapsToTheMembers) {
  const auto zeros = std::make_shared<io::ZeroSource>(4 * kChunk);
  const auto memory = test::memory_source(std::string(4 * kChunk, 'x'));
  const auto array = make_striped({zeros, memory}, {kChunk}, 8 * kChunk);
  const auto first = array->map(100, 8 * kChunk - 100);
  EXPECT_EQ(first.kind, io::ExtentKind::zero);
  EXPECT_EQ(first.length, kChunk - 100);
  const auto last = array->map(7 * kChunk + 1, 5);
  EXPECT_EQ(last.reader, memory.get());
  EXPECT_EQ(last.position, 3 * kChunk + 1);
  EXPECT_EQ(last.length, 5U);
}

TEST(Striped, NumbersThatNoArrayHas) {
  const auto member = test::memory_source(std::string(4 * kChunk, 'x'));
  const auto kind = [&](const Members& members, std::uint64_t chunk, std::uint64_t size) {
    return test::error_kind_of([&] { make_striped(members, {chunk}, size); });
  };
  EXPECT_EQ(kind({}, kChunk, 1), ErrorKind::unsupported);
  EXPECT_EQ(kind({member, member}, 0, kChunk), ErrorKind::unsupported);
  EXPECT_EQ(kind({member, member}, kChunk, 9 * kChunk), ErrorKind::unsupported);
  EXPECT_EQ(kind(Members(5000, member), kChunk, kChunk), ErrorKind::unsupported);
  EXPECT_EQ(kind({member, nullptr}, kChunk, 1ULL << 62), ErrorKind::unsupported);
}

TEST(Striped, AllMembersMissing) {
  const auto array = make_striped({nullptr, nullptr, nullptr}, {kChunk}, 10 * kChunk);
  EXPECT_EQ(array->size(), 10 * kChunk);
  EXPECT_EQ(test::error_kind_of([&] { io::read_bytes(*array, 9 * kChunk, kChunk); }),
            ErrorKind::damaged);
}

}  // namespace
}  // namespace vixmount::volume::raid
