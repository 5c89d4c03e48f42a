// Writecaches made by hand. Blocks are 1 KiB; three of them, behind a superblock and three entries
// (64 + 3 * 16 bytes): they begin at byte 1024.
#include "volume/device_mapper/writecache.hpp"

#include <cstring>

#include <gtest/gtest.h>

#include "io/sources.hpp"
#include "metadata_builder.hpp"
#include "support/support.hpp"
#include "volume/device_mapper/writecache_layout.hpp"

namespace vixmount::volume::device_mapper {
namespace {

using writecache_layout::Entry;
using writecache_layout::Superblock;
constexpr std::uint64_t kBlock = 1024;
constexpr std::uint64_t kNone = ~std::uint64_t{0};

std::vector<std::byte> cache_of(const Superblock& superblock, const std::vector<Entry>& entries) {
  std::vector<std::byte> bytes(4 * kBlock, std::byte{0});
  std::memcpy(bytes.data(), &superblock, sizeof(superblock));
  for (std::size_t i = 0; i < entries.size(); ++i)
    std::memcpy(bytes.data() + 64 + i * 16, &entries[i], sizeof(Entry));
  for (std::size_t i = 0; i < 3; ++i) bytes[(1 + i) * kBlock] = static_cast<std::byte>(100 + i);
  return bytes;
}

Superblock good() { return {0x23489321, 1, 1024, 0, 3, 10, {}}; }

io::SourcePtr open(const std::vector<std::byte>& cache) {
  return make_writecache(numbered_blocks(6, kBlock, 200), std::make_shared<io::MemorySource>(cache),
                         6 * kBlock);
}
std::vector<unsigned> blocks_of(const std::vector<std::byte>& cache) {
  const auto source = open(cache);
  std::vector<unsigned> result;
  for (std::uint64_t i = 0; i < 6; ++i) result.push_back(byte_at(*source, i * kBlock));
  return result;
}

TEST(Writecache, PutsCommittedBlocksOverTheOrigin) {
  const auto cache = cache_of(good(), {{8, 9}, {2, 0}, {kNone, kNone}});
  EXPECT_EQ(blocks_of(cache), (std::vector<unsigned>{200, 101, 202, 203, 100, 205}));
  EXPECT_EQ(open(cache)->map(kBlock + 3, 5 * kBlock - 3).position, 2 * kBlock + 3);
}

TEST(Writecache, LeavesOutWhatWasNotCommitted) {
  EXPECT_EQ(blocks_of(cache_of(good(), {{8, 10}, {2, 11}, {4, kNone}})),
            (std::vector<unsigned>{200, 201, 202, 203, 204, 205}));
}

TEST(Writecache, TakesTheLastOfSeveralForOneBlock) {
  EXPECT_EQ(blocks_of(cache_of(good(), {{8, 3}, {8, 7}, {8, 5}})),
            (std::vector<unsigned>{200, 201, 202, 203, 101, 205}));
  // The newest was not committed.
  EXPECT_EQ(blocks_of(cache_of(good(), {{8, 3}, {8, 12}, {8, 2}})),
            (std::vector<unsigned>{200, 201, 202, 203, 100, 205}));
}

TEST(Writecache, ThatWasNeverBegunIsTheOrigin) {
  EXPECT_EQ(blocks_of(cache_of({}, {})), (std::vector<unsigned>{200, 201, 202, 203, 204, 205}));
}

TEST(Writecache, LeavesOutBlocksBehindTheEnd) {
  EXPECT_EQ(blocks_of(cache_of(good(), {{12, 1}, {1ULL << 62, 1}, {10, 1}})),
            (std::vector<unsigned>{200, 201, 202, 203, 204, 102}));
}

ErrorKind kind_with(const std::function<void(Superblock&)>& change) {
  auto superblock = good();
  change(superblock);
  return test::error_kind_of([&] { open(cache_of(superblock, {})); });
}

TEST(Writecache, ChecksItsSuperblock) {
  EXPECT_EQ(kind_with([](auto& s) { s.magic = 0; }), ErrorKind::damaged);
  EXPECT_EQ(kind_with([](auto& s) { s.version = 0; }), ErrorKind::unsupported_version);
  EXPECT_EQ(kind_with([](auto& s) { s.version = 2; }), ErrorKind::unsupported_version);
  for (const std::uint32_t size : {0U, 256U, 1000U, 0x80000000U})
    EXPECT_EQ(kind_with([&](auto& s) { s.block_size = size; }), ErrorKind::damaged) << size;
  for (const std::uint64_t count : {std::uint64_t{4}, std::uint64_t{5}, kNone, kNone / 16 + 1})
    EXPECT_EQ(kind_with([&](auto& s) { s.block_count = count; }), ErrorKind::damaged) << count;
  EXPECT_EQ(test::error_kind_of([] { open(std::vector<std::byte>(63)); }), ErrorKind::damaged);
}

TEST(Writecache, ChecksItsEntries) {
  for (const std::vector<Entry>& entries :
       {std::vector<Entry>{{3, 1}}, std::vector<Entry>{{8, 4}, {8, 4}}}) {
    const auto source = open(cache_of(good(), entries));
    EXPECT_EQ(test::error_kind_of([&] { byte_at(*source, 0); }), ErrorKind::damaged);
  }
}

TEST(Writecache, NeedsAnOriginThatIsLongEnough) {
  EXPECT_EQ(test::error_kind_of([] {
              make_writecache(numbered_blocks(5, kBlock, 0),
                              std::make_shared<io::MemorySource>(cache_of(good(), {})), 6 * kBlock);
            }),
            ErrorKind::damaged);
}

}  // namespace
}  // namespace vixmount::volume::device_mapper
