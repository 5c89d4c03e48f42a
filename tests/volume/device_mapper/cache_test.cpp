// Caches made by hand. Blocks are 32 KiB; a mapping is (origin block << 16 | 1 valid, 2 dirty).
#include "volume/device_mapper/cache.hpp"

#include <gtest/gtest.h>

#include "io/sources.hpp"
#include "metadata_builder.hpp"
#include "support/support.hpp"

namespace vixmount::volume::device_mapper {
namespace {

constexpr std::uint64_t kBlock = 32768;

// Cache block 0 holds origin block 5 (dirty), 1 holds 6, 2 is free, 3 holds 0 (dirty).
MetadataBuilder small_cache(std::uint32_t version, std::uint32_t flags) {
  MetadataBuilder metadata(8);
  metadata.superblock(cache_superblock(version, flags, 4, 1, 2));
  metadata.leaf(1, {{0, {3}}});
  metadata.leaf(2, {{0, {4}}});
  const std::uint64_t dirty = version == 1 ? 2 : 0;
  metadata.array(3, {5 << 16 | 1 | dirty, 6 << 16 | 1, 7 << 16, 0 << 16 | 1 | dirty});
  metadata.array(4, {0b1001});
  return metadata;
}

// The origin has blocks of 200, 201 ..., the cache of 100, 101 ...
std::vector<unsigned> blocks_of(const MetadataBuilder& metadata, std::size_t remarks_expected,
                                CacheMode mode = CacheMode::writeback) {
  std::vector<std::string> remarks;
  CacheOptions options;
  options.mode = mode;
  const auto source = make_cache(numbered_blocks(8, kBlock, 200), numbered_blocks(4, kBlock, 100),
                                 metadata.source(), 8 * kBlock, options, remarks);
  EXPECT_EQ(remarks.size(), remarks_expected);
  std::vector<unsigned> result;
  for (std::uint64_t i = 0; i < 8; ++i) result.push_back(byte_at(*source, i * kBlock));
  return result;
}
const std::vector<unsigned> kDirtyOnes = {103, 201, 202, 203, 204, 100, 206, 207};
const std::vector<unsigned> kMappedOnes = {103, 201, 202, 203, 204, 100, 101, 207};
const std::vector<unsigned> kOrigin = {200, 201, 202, 203, 204, 205, 206, 207};

TEST(Cache, ThatWasClosedGivesItsDirtyBlocks) {
  EXPECT_EQ(blocks_of(small_cache(1, 1), 0), kDirtyOnes);
  EXPECT_EQ(blocks_of(small_cache(2, 1), 0), kDirtyOnes);
  EXPECT_EQ(blocks_of(small_cache(2, 1), 0, CacheMode::writethrough), kDirtyOnes);
}

TEST(Cache, ThatWasNotClosedGivesAllItsBlocks) {
  EXPECT_EQ(blocks_of(small_cache(1, 0), 1), kMappedOnes);
  EXPECT_EQ(blocks_of(small_cache(2, 0), 1), kMappedOnes);
  EXPECT_EQ(blocks_of(small_cache(2, 0), 1, CacheMode::writethrough), kMappedOnes);
}

TEST(Cache, ThatIsPassedThroughHasNoNewBlocks) {
  EXPECT_EQ(blocks_of(small_cache(2, 0), 0, CacheMode::passthrough), kDirtyOnes);
  auto clean = small_cache(2, 0);
  clean.array(4, {0});
  EXPECT_EQ(blocks_of(clean, 0, CacheMode::passthrough), kOrigin);
}

TEST(Cache, ThatWasNeverBegunOrIsEmptyIsTheOrigin) {
  EXPECT_EQ(blocks_of(MetadataBuilder(8), 0), kOrigin);
  auto empty = small_cache(2, 1);
  empty.superblock(cache_superblock(2, 1, 0, 1, 2));
  EXPECT_EQ(blocks_of(empty, 0), kOrigin);
}

TEST(Cache, RemarksOnWhatDiffers) {
  std::vector<std::string> remarks;
  CacheOptions options;
  options.block_size = 65536;
  make_cache(numbered_blocks(8, kBlock, 0), numbered_blocks(4, kBlock, 0),
             small_cache(2, 3).source(), 8 * kBlock, options, remarks);
  ASSERT_EQ(remarks.size(), 2U);
  EXPECT_NE(remarks[0].find("check"), std::string::npos);
  EXPECT_NE(remarks[1].find("32768 bytes, 65536"), std::string::npos);
}

TEST(Cache, ComposesItsMap) {
  std::vector<std::string> remarks;
  const auto cache = make_cache(numbered_blocks(8, kBlock, 0), numbered_blocks(4, kBlock, 0),
                                small_cache(2, 1).source(), 8 * kBlock, {}, remarks);
  EXPECT_EQ(cache->map(kBlock, 7 * kBlock).length, 4 * kBlock);
  EXPECT_EQ(cache->map(5 * kBlock + 7, 3 * kBlock - 7).position, 7U);
  EXPECT_EQ(cache->map(5 * kBlock + 7, 3 * kBlock - 7).length, kBlock - 7);
}

ErrorKind kind_with(const std::function<void(cache_layout::Superblock&)>& change) {
  auto metadata = small_cache(2, 1);
  auto superblock = cache_superblock(2, 1, 4, 1, 2);
  change(superblock);
  metadata.superblock(superblock);
  return test::error_kind_of([&] { blocks_of(metadata, 0); });
}

TEST(Cache, ChecksItsSuperblock) {
  EXPECT_EQ(kind_with([](auto& s) { s.magic = 1; }), ErrorKind::damaged);
  EXPECT_EQ(kind_with([](auto& s) { s.version = 0; }), ErrorKind::unsupported_version);
  EXPECT_EQ(kind_with([](auto& s) { s.version = 3; }), ErrorKind::unsupported_version);
  EXPECT_EQ(kind_with([](auto& s) { s.incompatible_flags = 4; }), ErrorKind::unsupported);
  EXPECT_EQ(kind_with([](auto& s) { s.metadata_block_size = 0; }), ErrorKind::damaged);
  for (const std::uint32_t sectors : {0U, 32U, 65U, 4194304U})
    EXPECT_EQ(kind_with([&](auto& s) { s.data_block_size = sectors; }), ErrorKind::damaged);
  EXPECT_EQ(kind_with([](auto& s) { s.cache_block_count = 0xFFFFFFFF; }),
            ErrorKind::limit_exceeded);
  auto metadata = small_cache(2, 1);
  metadata.put(1000, std::uint8_t{1});
  EXPECT_EQ(test::error_kind_of([&] { blocks_of(metadata, 0); }), ErrorKind::damaged);
}

TEST(Cache, ChecksItsMappings) {
  // More blocks than mappings, or than dirty bits.
  EXPECT_EQ(kind_with([](auto& s) { s.cache_block_count = 5; }), ErrorKind::damaged);
  EXPECT_EQ(kind_with([](auto& s) { s.cache_block_count = 65; }), ErrorKind::damaged);
  auto twice = small_cache(1, 0);
  twice.array(3, {5 << 16 | 1, 5 << 16 | 1, 0, 0});
  EXPECT_EQ(test::error_kind_of([&] { blocks_of(twice, 1); }), ErrorKind::damaged);
  // A block that the cache's data has not.
  std::vector<std::string> remarks;
  const auto cut = make_cache(numbered_blocks(8, kBlock, 0), numbered_blocks(3, kBlock, 0),
                              small_cache(2, 1).source(), 8 * kBlock, {}, remarks);
  EXPECT_EQ(test::error_kind_of([&] { byte_at(*cut, 0); }), ErrorKind::damaged);
}

}  // namespace
}  // namespace vixmount::volume::device_mapper
