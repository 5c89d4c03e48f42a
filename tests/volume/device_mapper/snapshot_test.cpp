// Snapshot stores made by hand. Chunks are 4 KiB: an area is chunk 1 + 257 * n.
#include "volume/device_mapper/snapshot.hpp"

#include <atomic>
#include <cstring>
#include <thread>

#include <gtest/gtest.h>

#include "io/sources.hpp"
#include "metadata_builder.hpp"
#include "support/support.hpp"
#include "volume/device_mapper/snapshot_layout.hpp"

namespace vixmount::volume::device_mapper {
namespace {

using snapshot_layout::Exception;
using snapshot_layout::Header;
constexpr std::uint64_t kChunk = 4096;

class Store {
 public:
  explicit Store(std::size_t chunks) : bytes_(chunks * kChunk) {
    put(0, Header{0x70416E53, 1, 1, 8});
    for (std::size_t chunk = 2; chunk < chunks; ++chunk)
      bytes_[chunk * kChunk] = static_cast<std::byte>(chunk);
  }
  template <typename Value>
  void put(std::uint64_t offset, const Value& value) {
    std::memcpy(bytes_.data() + offset, &value, sizeof(value));
  }
  void exception(std::uint64_t area_chunk, std::uint64_t index, std::uint64_t old_chunk,
                 std::uint64_t new_chunk) {
    put(area_chunk * kChunk + index * sizeof(Exception), Exception{old_chunk, new_chunk});
  }
  io::SourcePtr source() const { return std::make_shared<io::MemorySource>(bytes_); }

 private:
  std::vector<std::byte> bytes_;
};

// The origin has chunks of 200, 201 ...
io::SourcePtr snapshot_of(const Store& store, std::uint64_t chunks = 8) {
  return make_snapshot(numbered_blocks(8, kChunk, 200), store.source(), chunks * kChunk, 0);
}

TEST(Snapshot, TakesChunksFromTheStore) {
  Store store(10);
  store.exception(1, 0, 3, 5);
  store.exception(1, 1, 4, 6);
  store.exception(1, 2, 0, 2);
  const auto snapshot = snapshot_of(store);
  const std::vector<unsigned> expected = {2, 201, 202, 5, 6, 205, 206, 207};
  for (std::size_t chunk = 0; chunk < 8; ++chunk)
    EXPECT_EQ(byte_at(*snapshot, chunk * kChunk), expected[chunk]) << chunk;
  EXPECT_EQ(snapshot->map(kChunk, 7 * kChunk).length, 2 * kChunk);
  EXPECT_EQ(snapshot->map(3 * kChunk, 5 * kChunk).length, 2 * kChunk);  // beside each other
}

TEST(Snapshot, GoesOnInTheNextAreaWhenOneIsFull) {
  Store store(262);
  for (std::uint64_t i = 0; i < 256; ++i) store.exception(1, i, 1000 + i, 2 + i % 200);
  store.exception(258, 0, 1, 259);
  store.exception(258, 2, 2, 260);  // behind the end of the list
  const auto snapshot = snapshot_of(store);
  EXPECT_EQ(byte_at(*snapshot, kChunk), 259U % 256);
  EXPECT_EQ(byte_at(*snapshot, 2 * kChunk), 202U);
}

TEST(Snapshot, WhoseListGoesOnBehindItsStoreIsDamaged) {
  Store store(258);
  for (std::uint64_t i = 0; i < 256; ++i) store.exception(1, i, i, 2 + i);
  EXPECT_EQ(test::error_kind_of([&] { byte_at(*snapshot_of(store), 0); }), ErrorKind::damaged);
  Store huge(10);
  huge.put(0, Header{0x70416E53, 1, 1, 1 << 15});  // chunks of 16 MiB
  EXPECT_EQ(test::error_kind_of([&] { byte_at(*snapshot_of(huge), 0); }), ErrorKind::damaged);
}

TEST(Snapshot, ThatWasNeverBegunIsTheOrigin) {
  const auto store = numbered_blocks(4, kChunk, 0);  // begins with zeros
  const auto snapshot = make_snapshot(numbered_blocks(8, kChunk, 200), store, 8 * kChunk, kChunk);
  EXPECT_EQ(byte_at(*snapshot, 7 * kChunk), 207U);
}

TEST(Snapshot, IsFirstReadByManyThreadsAtOnce) {
  Store store(10);
  store.exception(1, 0, 3, 5);
  for (int round = 0; round < 20; ++round) {
    const auto snapshot = snapshot_of(store);
    std::atomic<unsigned> right = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i)
      threads.emplace_back([&] { right += byte_at(*snapshot, 3 * kChunk) == 5 ? 1 : 0; });
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(right, 4U);
  }
}

TEST(Snapshot, EndsInsideAChunk) {
  Store store(10);
  store.exception(1, 0, 7, 5);
  store.exception(1, 1, 9, 6);  // behind the end
  const auto snapshot =
      make_snapshot(numbered_blocks(8, kChunk, 200), store.source(), 7 * kChunk + 512, kChunk);
  EXPECT_EQ(snapshot->map(7 * kChunk, 512).position, 5 * kChunk);
}

ErrorKind kind_of_header(const Header& header) {
  Store store(10);
  store.put(0, header);
  return test::error_kind_of([&] { snapshot_of(store); });
}

TEST(Snapshot, ChecksItsHeader) {
  EXPECT_EQ(kind_of_header({0x70416E54, 1, 1, 8}), ErrorKind::damaged);
  EXPECT_EQ(kind_of_header({0x70416E53, 0, 1, 8}), ErrorKind::damaged);  // given up
  EXPECT_EQ(kind_of_header({0x70416E53, 1, 2, 8}), ErrorKind::unsupported_version);
  for (const std::uint32_t sectors : {0U, 7U, 24U, 0x80000000U})
    EXPECT_EQ(kind_of_header({0x70416E53, 1, 1, sectors}), ErrorKind::damaged) << sectors;
  EXPECT_EQ(test::error_kind_of([] { snapshot_of(Store(10), 9); }), ErrorKind::damaged);
  EXPECT_EQ(test::error_kind_of([] {
              make_snapshot(numbered_blocks(1, 16, 0), numbered_blocks(1, 8, 0), 16, 4096);
            }),
            ErrorKind::damaged);
}

TEST(Snapshot, ChecksItsExceptions) {
  for (const std::uint64_t place : {std::uint64_t{10}, ~std::uint64_t{0}}) {
    Store store(10);
    store.exception(1, 0, 3, place);
    const auto snapshot = snapshot_of(store);
    try {
      byte_at(*snapshot, 0);
      FAIL();
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::damaged);
      EXPECT_EQ(error.offset(), kChunk);
    }
  }
  Store twice(10);
  twice.exception(1, 0, 3, 4);
  twice.exception(1, 1, 3, 5);
  EXPECT_EQ(test::error_kind_of([&] { byte_at(*snapshot_of(twice), 0); }), ErrorKind::damaged);
}

}  // namespace
}  // namespace vixmount::volume::device_mapper
