#include "io/chunk_reader.hpp"

#include <atomic>
#include <map>
#include <mutex>
#include <random>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "base/error.hpp"
#include "support/support.hpp"

namespace vixmount::io {
namespace {

using Bytes = std::vector<std::byte>;

std::byte byte_at(std::uint64_t offset) {
  return static_cast<std::byte>(offset * 31 ^ offset >> 8 ^ offset >> 16);
}

// Content by formula, with a count of how often each chunk was decoded.
class Chunks {
 public:
  Chunks(std::uint64_t size, std::uint64_t chunk_bytes)
      : chunk_bytes_(chunk_bytes),
        reader(size, chunk_bytes,
               [this](std::uint64_t first, std::span<const std::span<std::byte>> outs) {
                 for (const auto& out : outs) decode(first++, out);
               }) {}

  void expect_right(std::uint64_t offset, std::size_t size) const {
    Bytes bytes(size, std::byte{0xAA});
    reader.read(offset, bytes);
    for (std::size_t i = 0; i < size; ++i) ASSERT_EQ(bytes[i], byte_at(offset + i)) << offset + i;
  }
  std::map<std::uint64_t, int> decoded() const {
    const std::lock_guard lock(mutex_);
    return decoded_;
  }

 private:
  void decode(std::uint64_t index, std::span<std::byte> out) {
    {
      const std::lock_guard lock(mutex_);
      ++decoded_[index];
    }
    if (index == damaged) fail_at(index, "chunk {} is damaged", index);
    EXPECT_EQ(out.size(), reader.bytes_in_chunk(index));
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = byte_at(index * chunk_bytes_ + i);
  }

  std::uint64_t chunk_bytes_;
  mutable std::mutex mutex_;
  std::map<std::uint64_t, int> decoded_;

 public:
  std::uint64_t damaged = ~0ULL;
  ChunkReader reader;
};

TEST(ChunkReader, WholeChunksAndPartsOfThem) {
  const Chunks chunks(1000, 64);
  EXPECT_EQ(chunks.reader.chunk_count(), 16U);
  EXPECT_EQ(chunks.reader.bytes_in_chunk(15), 40U);
  for (std::size_t size = 0; size <= 200; size += 7)
    for (std::uint64_t offset = 0; offset + size <= 1000; offset += 13)
      chunks.expect_right(offset, size);
  chunks.expect_right(0, 1000);
}

TEST(ChunkReader, SmallReadsDecodeEachChunkOnce) {
  const Chunks chunks(8UL << 20, 65536);
  for (std::uint64_t offset = 0; offset < 8UL << 20; offset += 4096)
    chunks.expect_right(offset, 4096);
  for (const auto& [index, times] : chunks.decoded()) EXPECT_EQ(times, 1) << index;
  EXPECT_EQ(chunks.decoded().size(), 128U);
}

TEST(ChunkReader, AReaderThatGoesOnIsReadAheadAndAnotherIsNot) {
  const Chunks sequential(8UL << 20, 4096), random(8UL << 20, 4096);
  for (int i = 0; i < 4; ++i) sequential.expect_right(static_cast<std::uint64_t>(i) * 4096, 4096);
  EXPECT_GE(sequential.decoded().size(), 32U);  // 128 KiB
  for (const std::uint64_t offset : {5000000U, 100000U, 3000000U, 900000U})
    random.expect_right(offset / 4096 * 4096, 4096);
  EXPECT_EQ(random.decoded().size(), 4U);
}

TEST(ChunkReader, NeverReadsFurtherAheadThanItsBound) {
  const Chunks chunks(64UL << 20, 65536);
  std::uint64_t offset = 0;
  for (; offset < 32UL << 20; offset += 128UL << 10) chunks.expect_right(offset, 128UL << 10);
  EXPECT_LE(chunks.decoded().rbegin()->first * 65536, offset + ChunkReader::kMostAhead);
}

TEST(ChunkReader, DamageIsForThoseWhoAskForIt) {
  Chunks chunks(4UL << 20, 4096);
  chunks.damaged = 100;
  for (std::uint64_t index = 0; index < 100; ++index) chunks.expect_right(index * 4096, 4096);
  Bytes bytes(4096);
  for (int i = 0; i < 2; ++i)
    EXPECT_EQ(test::error_kind_of([&] { chunks.reader.read(100 * 4096, bytes); }),
              ErrorKind::damaged);
  EXPECT_EQ(
      test::error_kind_of([&] { chunks.reader.read(100 * 4096 + 5, std::span(bytes).first(3)); }),
      ErrorKind::damaged);
  for (std::uint64_t index = 101; index < 300; ++index) chunks.expect_right(index * 4096, 4096);
  Bytes many(1UL << 20);
  EXPECT_EQ(test::error_kind_of([&] { chunks.reader.read(1000, many); }), ErrorKind::damaged);
  chunks.expect_right(101 * 4096, 1UL << 20);
}

TEST(ChunkReader, ManyThreadsAtOnce) {
  const Chunks chunks(6UL << 20, 16384);
  std::vector<std::thread> threads;
  for (unsigned seed = 0; seed < 6; ++seed)
    threads.emplace_back([&chunks, seed] {
      std::mt19937 random(seed);
      std::uint64_t offset = 0;
      for (int i = 0; i < 300; ++i) {
        const std::size_t size = 1 + random() % 70000;
        if (random() % 8 == 0 || offset + size > 6UL << 20) offset = random() % (5UL << 20);
        chunks.expect_right(offset, size);
        offset += size;
      }
    });
  for (auto& thread : threads) thread.join();
}

TEST(ChunkReader, ChunksLargerThanAllThatIsKept) {
  const Chunks chunks(10UL << 20, 4UL << 20);
  for (std::uint64_t offset = 0; offset + 1000 < 10UL << 20; offset += 700001)
    chunks.expect_right(offset, 1000);
  for (const auto& [index, times] : chunks.decoded()) EXPECT_EQ(times, 1) << index;
}

}  // namespace
}  // namespace vixmount::io
