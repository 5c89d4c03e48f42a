#include "fs/ntfs/compression/compression_unit_source.hpp"

#include <algorithm>
#include <utility>

#include <gtest/gtest.h>

#include "codec/content.hpp"
#include "codec/lznt1_packer.hpp"
#include "io/sources.hpp"
#include "support/support.hpp"

namespace vixmount::fs::ntfs {
namespace {

using test::Bytes;

constexpr std::uint32_t kCluster = 512;
constexpr unsigned kShift = 4;  // 16 clusters
constexpr std::size_t kUnit = kCluster << kShift;

// A volume and one attribute on it, put together unit by unit.
struct Attribute {
  Bytes volume = Bytes(kCluster);  // cluster 0 is nobody's
  Runlist runs;
  Bytes content;  // what a reader must see

  void add_clusters(const Bytes& bytes) {
    const auto clusters = (bytes.size() + kCluster - 1) / kCluster;
    if (clusters != 0) runs.push_back({end(), volume.size() / kCluster, clusters});
    volume.insert(volume.end(), bytes.begin(), bytes.end());
    volume.resize((volume.size() + kCluster - 1) / kCluster * kCluster, std::byte{0xEE});
  }
  void add_hole(std::uint64_t clusters) { runs.push_back({end(), Run::kHole, clusters}); }
  void add_content(const Bytes& bytes) {
    content.insert(content.end(), bytes.begin(), bytes.end());
  }

  void add_hole_unit() {
    add_hole(1 << kShift);
    add_content(Bytes(kUnit));
  }
  void add_stored_unit(const Bytes& bytes) {
    add_clusters(bytes);
    add_content(bytes);
  }
  void add_compressed_unit(const Bytes& bytes) {
    const auto packed = test::pack_lznt1(bytes, true);
    ASSERT_LE(packed.size(), kUnit - kCluster);
    const auto clusters = (packed.size() + kCluster - 1) / kCluster;
    add_clusters(packed);
    add_hole((1 << kShift) - clusters);
    add_content(bytes);
  }

  std::uint64_t end() const { return runs.empty() ? 0 : runs.back().end_vcn(); }
  std::shared_ptr<const CompressionUnitSource> open(std::uint64_t size,
                                                    std::uint64_t initialized) const {
    Geometry geometry;
    geometry.cluster_size = kCluster;
    geometry.cluster_count = volume.size() / kCluster;
    return std::make_shared<CompressionUnitSource>(std::make_shared<io::MemorySource>(volume),
                                                   geometry, runs, kShift, size, initialized);
  }
};

Bytes words() { return test::sample_contents(kUnit)[0].bytes; }
Bytes noise() { return test::sample_contents(kUnit)[3].bytes; }

// Two of each in a row, so that runs cross units.
Attribute all_kinds() {
  Attribute attribute;
  for (int i = 0; i < 2; ++i) attribute.add_compressed_unit(words());
  for (int i = 0; i < 2; ++i) attribute.add_stored_unit(noise());
  attribute.add_hole_unit();
  attribute.add_hole_unit();
  attribute.add_compressed_unit(Bytes(kUnit, std::byte{'x'}));
  return attribute;
}

void expect_content(const io::ByteSource& source, const Bytes& content) {
  ASSERT_EQ(source.size(), content.size());
  for (const std::size_t step : {1000UL, 4096UL, 12345UL, kUnit, 1UL << 20})
    for (std::size_t at = 0; at < content.size(); at += step) {
      const auto count = std::min(step, content.size() - at);
      const auto bytes = io::read_bytes(source, at, count);
      ASSERT_TRUE(std::equal(bytes.begin(), bytes.end(), content.begin() + static_cast<long>(at)))
          << at << " of " << step;
    }
}

TEST(CompressionUnitSource, ReadsUnitsOfAllKinds) {
  const auto attribute = all_kinds();
  expect_content(*attribute.open(attribute.content.size(), attribute.content.size()),
                 attribute.content);
}

TEST(CompressionUnitSource, MapsStoredUnitsToTheVolumeAndHolesToNothing) {
  const auto attribute = all_kinds();
  const auto source = attribute.open(attribute.content.size(), attribute.content.size());
  std::vector<std::pair<std::uint64_t, io::ExtentKind>> extents;
  const io::ByteSource* stored_reader = nullptr;
  io::for_each_extent(*source, 0, source->size(), [&](std::uint64_t, const io::Extent& extent) {
    extents.emplace_back(extent.length / kUnit, extent.kind);
    if (extents.size() == 2) stored_reader = extent.reader;
    return true;
  });
  const decltype(extents) expected{{2, io::ExtentKind::opaque},
                                   {2, io::ExtentKind::opaque},  // of the volume, in memory
                                   {2, io::ExtentKind::hole},
                                   {1, io::ExtentKind::opaque}};
  EXPECT_EQ(extents, expected);
  EXPECT_NE(stored_reader, source.get());
}

TEST(CompressionUnitSource, TheLastUnitMayBeCutAndIsZeroBehindWhatIsInitialized) {
  const auto attribute = all_kinds();
  for (const std::uint64_t size : {1UL, 511UL, kUnit - 1, kUnit + 1, 3 * kUnit + 77})
    for (const std::uint64_t initialized : {0UL, 1UL, size / 2, size}) {
      Bytes expected(attribute.content.begin(),
                     attribute.content.begin() + static_cast<long>(initialized));
      expected.resize(size);
      expect_content(*attribute.open(size, initialized), expected);
    }
}

// The run list need not name the hole that the last unit ends with.
TEST(CompressionUnitSource, RunsMayEndWithTheLastClusters) {
  Attribute attribute;
  attribute.add_compressed_unit(words());
  attribute.add_clusters(test::pack_lznt1(Bytes(1000, std::byte{'y'}), true));
  attribute.add_content(Bytes(400, std::byte{'y'}));
  expect_content(*attribute.open(kUnit + 400, kUnit + 400), attribute.content);
}

TEST(CompressionUnitSource, AnEndMarkerLeavesZeros) {
  Attribute attribute;
  attribute.add_clusters(test::pack_lznt1(Bytes(100, std::byte{'z'}), true));
  attribute.add_hole(15);
  attribute.add_content(Bytes(100, std::byte{'z'}));
  attribute.content.resize(kUnit);
  expect_content(*attribute.open(kUnit, kUnit), attribute.content);
}

TEST(CompressionUnitSource, DamagedUnitsAreErrorsAndTheirNeighboursAreNot) {
  Attribute attribute;
  attribute.add_compressed_unit(words());
  attribute.add_clusters(Bytes(kCluster, std::byte{0x41}));  // no chunk's head
  attribute.add_hole(15);
  attribute.add_clusters(Bytes(kCluster));  // nothing at all
  attribute.add_hole(15);
  attribute.add_hole(8);  // clusters behind a hole
  attribute.add_clusters(Bytes(kCluster));
  attribute.add_hole(7);
  attribute.add_compressed_unit(words());
  const auto source = attribute.open(5 * kUnit, 5 * kUnit);
  Bytes bytes(kUnit);
  for (const std::uint64_t unit : {1U, 2U, 3U})
    for (const std::size_t size : {kUnit, std::size_t{10}})
      EXPECT_EQ(
          test::error_kind_of([&] { source->read(unit * kUnit, std::span(bytes).first(size)); }),
          ErrorKind::damaged);
  for (const std::uint64_t unit : {0U, 4U}) {
    source->read(unit * kUnit, bytes);
    EXPECT_EQ(bytes, words());
  }
}

TEST(CompressionUnitSource, RefusesImpossibleShapes) {
  const auto attribute = all_kinds();
  const auto size = attribute.content.size();
  EXPECT_EQ(test::error_kind_of([&] { attribute.open(size + 1, size); }), ErrorKind::damaged);
  EXPECT_EQ(test::error_kind_of([&] { attribute.open(size, size + 1); }), ErrorKind::damaged);
  Geometry geometry;
  geometry.cluster_size = 4096;
  const auto open = [&](unsigned shift) {
    CompressionUnitSource(test::memory_source("x"), geometry, {}, shift, 0, 0);
  };
  EXPECT_NO_THROW(open(8));
  EXPECT_EQ(test::error_kind_of([&] { open(0); }), ErrorKind::damaged);
  EXPECT_EQ(test::error_kind_of([&] { open(9); }), ErrorKind::unsupported);
  EXPECT_EQ(test::error_kind_of([&] { open(255); }), ErrorKind::unsupported);
}

}  // namespace
}  // namespace vixmount::fs::ntfs
