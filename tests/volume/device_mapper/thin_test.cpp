// Thin pools made by hand. Blocks are 64 KiB; a mapping is (block << 24 | time).
#include "volume/device_mapper/thin.hpp"

#include <algorithm>
#include <atomic>
#include <thread>

#include <gtest/gtest.h>

#include "io/sources.hpp"
#include "metadata_builder.hpp"
#include "support/support.hpp"

namespace vixmount::volume::device_mapper {
namespace {

constexpr std::uint64_t kBlock = 65536;

std::uint64_t mapping(std::uint64_t block, std::uint64_t time = 3) { return block << 24 | time; }

// Devices 1 (block 1 to data 4, 2 to 5, 3 to 0) and 9 (empty).
MetadataBuilder small_pool() {
  MetadataBuilder metadata(8);
  metadata.superblock(thin_superblock(1, 2));
  metadata.leaf(1, {{1, {3}}, {9, {4}}});
  metadata.leaf(2, {{1, {3, 5, 0}}, {9, {0, 6, 0}}}, 3);
  metadata.leaf(3, {{1, {mapping(4)}}, {2, {mapping(5, 1)}}, {3, {mapping(0)}}});
  metadata.leaf(4, {});
  return metadata;
}

ThinPoolPtr open(const MetadataBuilder& metadata, io::SourcePtr data) {
  std::vector<std::string> remarks;
  auto pool = open_thin_pool(metadata.source(), std::move(data), {}, remarks);
  EXPECT_TRUE(remarks.empty());
  return pool;
}
ThinPoolPtr open(const MetadataBuilder& metadata) {
  return open(metadata, numbered_blocks(8, kBlock, 100));
}

TEST(ThinPool, ListsItsDevices) {
  const auto devices = list_thin_devices(*open(small_pool()));
  ASSERT_EQ(devices.size(), 2U);
  EXPECT_EQ(devices[0].id, 1U);
  EXPECT_EQ(devices[0].mapped_bytes, 3 * kBlock);
  EXPECT_EQ(devices[0].transaction_id, 5U);
  EXPECT_EQ(devices[1].id, 9U);
}

TEST(ThinDevice, MapsToThePoolsData) {
  const auto device = open_thin(open(small_pool()), 1, 6 * kBlock);
  EXPECT_EQ(device->map(0, 6 * kBlock).kind, io::ExtentKind::hole);
  EXPECT_EQ(device->map(0, 6 * kBlock).length, kBlock);
  // Two blocks that are beside each other there as well.
  EXPECT_EQ(device->map(kBlock + 5, 5 * kBlock - 5).position, 4 * kBlock + 5);
  EXPECT_EQ(device->map(kBlock + 5, 5 * kBlock - 5).length, 2 * kBlock - 5);
  EXPECT_EQ(byte_at(*device, kBlock), 104U);
  EXPECT_EQ(byte_at(*device, 3 * kBlock - 1), 105U);
  EXPECT_EQ(byte_at(*device, 3 * kBlock), 100U);
  EXPECT_EQ(device->map(4 * kBlock, 2 * kBlock).kind, io::ExtentKind::hole);
  EXPECT_EQ(device->map(4 * kBlock + 1, 2 * kBlock - 1).length, 2 * kBlock - 1);
}

TEST(ThinDevice, AsksTheExternalOriginForUnmappedBlocks) {
  const auto origin = numbered_blocks(1, kBlock + 100, 50);
  const auto device = open_thin(open(small_pool()), 1, 6 * kBlock, origin);
  EXPECT_EQ(byte_at(*device, kBlock - 1), 50U);
  EXPECT_EQ(byte_at(*device, kBlock), 104U);
  EXPECT_EQ(device->map(5 * kBlock, kBlock).kind, io::ExtentKind::zero);
  const auto other = open_thin(open(small_pool()), 9, 6 * kBlock, origin);
  EXPECT_EQ(byte_at(*other, kBlock + 99), 50U);
  EXPECT_EQ(byte_at(*other, kBlock + 100), 0U);
  EXPECT_EQ(other->map(0, 6 * kBlock).length, kBlock + 100);
}

TEST(ThinDevice, OfAnUnknownIdIsNotFound) {
  EXPECT_EQ(test::error_kind_of([] { open_thin(open(small_pool()), 2, kBlock); }),
            ErrorKind::not_found);
}

TEST(ThinDevice, WithoutItsMapIsDamaged) {
  auto metadata = small_pool();
  metadata.leaf(1, {{1, {3}}});
  EXPECT_EQ(test::error_kind_of([&] { open_thin(open(metadata), 9, kBlock); }), ErrorKind::damaged);
}

TEST(ThinDevice, ThrowsWhereThePoolsDataEnds) {
  const auto pool = open(small_pool(), numbered_blocks(9, kBlock / 2, 100));  // four and a half
  const auto device = open_thin(pool, 1, 6 * kBlock);
  EXPECT_EQ(byte_at(*device, 3 * kBlock), 100U);
  EXPECT_EQ(byte_at(*device, kBlock + kBlock / 2 - 1), 108U);
  for (const auto offset : {kBlock + kBlock / 2, 2 * kBlock})
    EXPECT_EQ(test::error_kind_of([&] { byte_at(*device, offset); }), ErrorKind::damaged);
  const auto nothing = open_thin(open(small_pool(), nullptr), 1, 6 * kBlock);
  EXPECT_EQ(byte_at(*nothing, 0), 0U);
  EXPECT_EQ(test::error_kind_of([&] { byte_at(*nothing, kBlock); }), ErrorKind::damaged);
}

TEST(ThinDevice, ThrowsForABlockFarBehindTheData) {
  auto metadata = small_pool();
  metadata.leaf(3, {{1, {~0ULL}}});
  const auto device = open_thin(open(metadata), 1, 6 * kBlock);
  try {
    byte_at(*device, kBlock);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::damaged);
    EXPECT_EQ(error.offset(), 3 * 4096 + 32 + 252 * 8);  // the value
  }
}

TEST(ThinDevice, StopsAtItsEndWhateverTheTreeHolds) {
  auto metadata = small_pool();
  metadata.leaf(3, {{1, {mapping(4)}}, {~0ULL, {mapping(5)}}});
  const auto device = open_thin(open(metadata), 1, kBlock * 5 / 2);
  EXPECT_EQ(device->map(2 * kBlock, kBlock / 2).length, kBlock / 2);
  EXPECT_EQ(byte_at(*device, device->size() - 1), 0U);
}

TEST(ThinDevice, IsReadByManyThreadsAtOnce) {
  // More leaves than are kept, so that nodes come and go while they are looked for.
  constexpr std::uint64_t kLeaves = NodeCache::kMostNodes + 200;
  MetadataBuilder metadata(8 + 252 + kLeaves);
  metadata.superblock(thin_superblock(1, 2));
  metadata.leaf(1, {{1, {3}}});
  metadata.leaf(2, {{1, {kLeaves, 5, 0}}}, 3);
  std::vector<std::pair<std::uint64_t, std::uint64_t>> middle;
  for (std::uint64_t first = 0; first < kLeaves; first += 200) {
    std::vector<std::pair<std::uint64_t, std::uint64_t>> leaves;
    for (auto i = first; i < std::min(first + 200, kLeaves); ++i) {
      metadata.leaf(260 + i, {{i * 2, {mapping(i % 8)}}});
      leaves.push_back({i * 2, 260 + i});
    }
    middle.push_back({first * 2, 8 + first / 200});
    metadata.internal(8 + first / 200, leaves);
  }
  metadata.internal(3, middle);
  const auto device = open_thin(open(metadata), 1, kLeaves * 2 * kBlock);
  std::atomic<unsigned> wrong = 0;
  std::vector<std::thread> threads;
  for (std::uint64_t thread = 0; thread < 4; ++thread)
    threads.emplace_back([&, thread] {
      for (std::uint64_t i = 0; i < kLeaves; ++i) {
        const auto leaf = (i + thread * 577) % kLeaves;
        if (byte_at(*device, leaf * 2 * kBlock) != 100 + leaf % 8) ++wrong;
        if (byte_at(*device, (leaf * 2 + 1) * kBlock) != 0) ++wrong;
      }
    });
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(wrong, 0U);
}

TEST(ThinPool, RemarksOnWhatDiffers) {
  auto metadata = small_pool();
  auto superblock = thin_superblock(1, 2);
  superblock.flags = 1;
  metadata.superblock(superblock);
  ThinPoolOptions options;
  options.block_size = 2 * kBlock;
  options.transaction_id = 8;
  std::vector<std::string> remarks;
  open_thin_pool(metadata.source(), nullptr, options, remarks);
  ASSERT_EQ(remarks.size(), 3U);
  EXPECT_NE(remarks[0].find("check"), std::string::npos);
  EXPECT_NE(remarks[1].find("transaction 7, 8"), std::string::npos);
  EXPECT_NE(remarks[2].find("65536 bytes, 131072"), std::string::npos);
}

ErrorKind kind_with(const std::function<void(thin_layout::Superblock&)>& change) {
  auto metadata = small_pool();
  auto superblock = thin_superblock(1, 2);
  change(superblock);
  metadata.superblock(superblock);
  return test::error_kind_of([&] { open(metadata); });
}

TEST(ThinPool, ChecksItsSuperblock) {
  EXPECT_EQ(kind_with([](auto& s) { s.magic = 27022011; }), ErrorKind::damaged);
  EXPECT_EQ(kind_with([](auto& s) { s.version = 3; }), ErrorKind::unsupported_version);
  EXPECT_EQ(kind_with([](auto& s) { s.version = 0; }), ErrorKind::unsupported_version);
  EXPECT_EQ(kind_with([](auto& s) { s.incompatible_flags = 1; }), ErrorKind::unsupported);
  for (const std::uint32_t sectors : {0U, 64U, 129U, 4194304U, 0xFFFFFF80U})
    EXPECT_EQ(kind_with([&](auto& s) { s.data_block_size = sectors; }), ErrorKind::damaged);
  EXPECT_EQ(kind_with([](auto& s) { s.metadata_block_size = 16; }), ErrorKind::damaged);
  auto metadata = small_pool();
  metadata.put(1000, std::uint8_t{1});
  EXPECT_EQ(test::error_kind_of([&] { open(metadata); }), ErrorKind::damaged);
  EXPECT_EQ(test::error_kind_of([&] { open(MetadataBuilder(2)); }), ErrorKind::damaged);
  EXPECT_EQ(test::error_kind_of([&] { open(MetadataBuilder(0)); }), ErrorKind::damaged);
}

}  // namespace
}  // namespace vixmount::volume::device_mapper
