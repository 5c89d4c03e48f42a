#include "io/sources.hpp"

#include <gtest/gtest.h>

#include "base/bytes.hpp"
#include "support/support.hpp"

namespace vixmount::io {
namespace {

using test::memory_source;

std::string text_of(const ByteSource& source, std::uint64_t offset, std::size_t length) {
  const auto bytes = read_bytes(source, offset, length);
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

TEST(Slice, ReadsAndMapsThroughToTheParent) {
  const auto parent = memory_source("0123456789");
  const SliceSource slice(parent, 2, 5);
  EXPECT_EQ(text_of(slice, 0, 5), "23456");
  const Extent extent = slice.map(1, 3);
  EXPECT_EQ(extent.kind, ExtentKind::opaque);
  EXPECT_EQ(extent.reader, parent.get());
  EXPECT_EQ(extent.position, 3U);
}

TEST(Slice, MustLieInsideItsParent) {
  EXPECT_EQ(test::error_kind_of([] { SliceSource(memory_source("abc"), 2, 2); }),
            ErrorKind::out_of_range);
}

TEST(Source, ReadsBeyondTheEndAreRefusedAndEmptyOnesSucceed) {
  const auto source = memory_source("abc");
  EXPECT_EQ(test::error_kind_of([&] { read_bytes(*source, 1, 3); }), ErrorKind::out_of_range);
  EXPECT_EQ(test::error_kind_of([&] { source->map(3, 1); }), ErrorKind::out_of_range);
  EXPECT_EQ(test::error_kind_of([&] { source->map(0, 0); }), ErrorKind::out_of_range);
  source->read(3, {});
}

TEST(Concat, CrossesItsBordersAndSkipsEmptyParts) {
  const ConcatSource concat({memory_source("abc"), memory_source(""),
                             std::make_shared<ZeroSource>(2), memory_source("de")});
  EXPECT_EQ(concat.size(), 7U);
  EXPECT_EQ(text_of(concat, 0, 7), std::string("abc\0\0de", 7));
  EXPECT_EQ(concat.map(3, 4).length, 2U);
  EXPECT_EQ(concat.map(3, 4).kind, ExtentKind::zero);
}

TEST(Unreadable, KeepsTheOffsetsBehindIt) {
  const ConcatSource concat({memory_source("ab"),
                             std::make_shared<UnreadableSource>(3, Error(ErrorKind::io, "gone")),
                             memory_source("cd")});
  EXPECT_EQ(text_of(concat, 5, 2), "cd");
  EXPECT_EQ(test::error_kind_of([&] { read_bytes(concat, 1, 2); }), ErrorKind::io);
}

TEST(ForEachExtent, JoinsNeighboursAndStopsOnRequest) {
  const auto memory = memory_source("0123456789");
  const ConcatSource concat({std::make_shared<SliceSource>(memory, 0, 4),
                             std::make_shared<SliceSource>(memory, 4, 2),
                             std::make_shared<ZeroSource>(3), std::make_shared<ZeroSource>(1)});
  std::vector<std::pair<std::uint64_t, std::uint64_t>> runs;
  for_each_extent(concat, 0, 10, [&](std::uint64_t offset, const Extent& extent) {
    runs.emplace_back(offset, extent.length);
    return true;
  });
  EXPECT_EQ(runs, (std::vector<std::pair<std::uint64_t, std::uint64_t>>{{0, 6}, {6, 4}}));
  int calls = 0;
  for_each_extent(concat, 0, 10, [&](std::uint64_t, const Extent&) { return ++calls, false; });
  EXPECT_EQ(calls, 1);
}

}  // namespace
}  // namespace vixmount::io
