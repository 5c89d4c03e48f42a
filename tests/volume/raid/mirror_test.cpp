#include <gtest/gtest.h>

#include "array_checks.hpp"
#include "io/sources.hpp"
#include "support/support.hpp"

namespace vixmount::volume::raid {
namespace {

constexpr std::size_t kSize = 100'000;

struct Mirror : testing::Test {
  test::Bytes data = test::random_bytes(kSize, 5);
  io::SourcePtr good = std::make_shared<io::MemorySource>(data);
  io::SourcePtr broken(std::uint64_t begin, std::uint64_t end, bool already_map = false) const {
    return std::make_shared<test::BrokenSource>(good, begin, end, already_map);
  }
};

TEST_F(Mirror, ReadsThePresentOne) {
  test::expect_reads(*make_mirror({nullptr, good}, kSize), data, "second");
  test::expect_reads(*make_mirror({good, nullptr}, kSize), data, "first");
}

TEST_F(Mirror, NextOneStepsIn) {
  test::expect_reads(*make_mirror({broken(0, kSize), good}, kSize), data, "all");
  test::expect_reads(*make_mirror({broken(0, kSize, true), nullptr, good}, kSize), data, "map");
}

// Each has a part that cannot be read, none is whole.
TEST_F(Mirror, PiecesOfSeveral) {
  test::expect_reads(*make_mirror({broken(4096, 8192), broken(20'480, 40'960)}, kSize), data,
                     "two");
}

TEST_F(Mirror, WhatNoneCanReadIsTheFirstOnesError) {
  const auto mirror = make_mirror({broken(50, 60), broken(0, 100)}, kSize);
  EXPECT_EQ(test::error_kind_of([&] { io::read_bytes(*mirror, 0, 100); }), ErrorKind::io);
  const auto missing = make_mirror({nullptr, nullptr}, kSize);
  EXPECT_EQ(test::error_kind_of([&] { io::read_bytes(*missing, 0, 100); }), ErrorKind::damaged);
}

// Nothing can be read; how often that was tried.
class CountingSource final : public io::ByteSource {
 public:
  std::uint64_t size() const noexcept override { return kSize; }
  std::size_t reads() const noexcept { return reads_; }

 private:
  io::Extent do_map(std::uint64_t offset, std::uint64_t length) const override {
    return io::Extent::through(*this, offset, length);
  }
  void do_read_opaque(std::uint64_t, std::span<std::byte>) const override {
    ++reads_;
    throw Error(ErrorKind::io, "broken");
  }
  mutable std::size_t reads_ = 0;
};

TEST_F(Mirror, MirrorsOfMirrorsThatFailDoNotMultiply) {
  const auto counting = std::make_shared<CountingSource>();
  io::SourcePtr source = counting;
  for (int level = 0; level < 8; ++level)  // 16^8 reads without a bound
    source = make_mirror(Members(16, source), kSize);
  EXPECT_EQ(test::error_kind_of([&] { io::read_bytes(*source, 0, 4096); }), ErrorKind::io);
  EXPECT_EQ(test::error_kind_of([&] { io::read_bytes(*source, 0, 65'536); }), ErrorKind::io);
  EXPECT_LT(counting->reads(), 5000U);
}

TEST_F(Mirror, TheLastCopyOfMirrorsOfMirrorsIsFound) {
  const auto bad = broken(0, kSize);
  const auto bad_pair = make_mirror({bad, bad}, kSize);
  const auto bad_four = make_mirror({bad_pair, bad_pair}, kSize);
  const auto last_pair = make_mirror({bad, good}, kSize);
  const auto last_four = make_mirror({bad_pair, last_pair}, kSize);
  test::expect_reads(*make_mirror({bad_four, last_four}, kSize), data, "three levels of two");
  // The members of a single array are all tried, however many they are.
  Members many(300, bad);
  many.push_back(good);
  test::expect_reads(*make_mirror(many, kSize), data, "many");
}

TEST_F(Mirror, ExtentsOfFilesAndZerosAreHandedOut) {
  const test::TemporaryFolder folder;
  test::write_file(folder.file("leg"), std::string(kSize, 'x'));
  const auto file = io::HostFile::open(folder.file("leg"));
  const auto mirror = make_mirror({std::make_shared<io::FileSource>(file), good}, kSize);
  const auto extent = mirror->map(10, kSize - 10);
  EXPECT_EQ(extent.file, file.get());
  EXPECT_EQ(extent.position, 10U);
  EXPECT_EQ(extent.length, kSize - 10);
  EXPECT_EQ(make_mirror({std::make_shared<io::ZeroSource>(kSize)}, kSize)->map(0, 1).kind,
            io::ExtentKind::zero);
}

TEST_F(Mirror, LargerMembersAndSmallerOnes) {
  test::expect_reads(*make_mirror({good, good}, 5000), {data.begin(), data.begin() + 5000}, "part");
  EXPECT_EQ(test::error_kind_of([&] {
              make_mirror({good, good}, kSize + 1);
            }),
            ErrorKind::unsupported);
  EXPECT_EQ(test::error_kind_of([&] { make_mirror({}, 0); }), ErrorKind::unsupported);
}

}  // namespace
}  // namespace vixmount::volume::raid
