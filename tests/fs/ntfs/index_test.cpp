#include "fs/ntfs/index.hpp"

#include <string>

#include <gtest/gtest.h>

#include "fs/ntfs/built_index.hpp"
#include "fs/ntfs/number_key.hpp"
#include "io/sources.hpp"
#include "support/support.hpp"

namespace vixmount::fs::ntfs {
namespace {

using namespace test_bytes;

Bytes number(std::uint32_t value) {
  Bytes out(4);
  put(out, 0, value, 4);
  return out;
}

Bytes numbered(std::uint32_t key, Child child = {}) {
  return view_entry(number(key), number(key * 10), child);
}

io::SourcePtr source(Bytes bytes) { return std::make_shared<io::MemorySource>(std::move(bytes)); }

struct Parts {
  std::vector<Bytes> root;
  std::vector<Bytes> blocks;
  Bytes bitmap = bytes_of({0xFF});
  std::uint32_t cluster_size = 4096;
  std::uint32_t block_size = 4096;
};

Index open(const Parts& parts) {
  IndexParts out;
  out.root = index_root(0, parts.block_size, parts.root);
  Bytes allocation;
  for (const auto& block : parts.blocks)
    allocation.insert(allocation.end(), block.begin(), block.end());
  if (!allocation.empty()) out.allocation = source(allocation);
  if (!parts.bitmap.empty()) out.bitmap = source(parts.bitmap);
  out.cluster_size = parts.cluster_size;
  out.what = "index under test";
  return Index(std::move(out));
}

std::optional<std::uint32_t> value_of(const Index& index, std::uint32_t key) {
  const auto found = index.find(NumberKey(number(key)));
  if (!found) return std::nullopt;
  return BytesView(found->data).le32_at(0);
}

std::vector<std::uint32_t> keys_from(const Index& index, IndexPosition from,
                                     std::vector<IndexPosition>* positions = nullptr) {
  std::vector<std::uint32_t> keys;
  index.scan(from, [&](const IndexEntry& entry, IndexPosition behind) {
    keys.push_back(entry.key.le32_at(0));
    if (positions != nullptr) positions->push_back(behind);
    return true;
  });
  return keys;
}

// Three levels: 50 over (20, 70), below these the leaves; each block at `step` times its number.
Parts three_levels(std::uint64_t step = 1) {
  Parts parts;
  parts.root = {numbered(50, 0 * step), last_entry(1 * step)};
  const auto block = [&](std::uint64_t place, const std::vector<Bytes>& entries) {
    return index_block(place * step, 4096, entries);
  };
  parts.blocks = {
      block(0, {numbered(20, 2 * step), last_entry(3 * step)}),
      block(1, {numbered(70, 4 * step), last_entry(5 * step)}),
      block(2, {numbered(5), numbered(10), last_entry()}),
      block(3, {numbered(30), last_entry()}),
      block(4, {numbered(60), last_entry()}),
      block(5, {numbered(80), numbered(90), last_entry()}),
  };
  parts.bitmap = bytes_of({0x3F});
  return parts;
}

TEST(NtfsIndex, FindsEachKeyOfATree) {
  const auto index = open(three_levels());
  for (const std::uint32_t key : {5, 10, 20, 30, 50, 60, 70, 80, 90})
    EXPECT_EQ(value_of(index, key), key * 10);
  for (const std::uint32_t key : {0, 6, 25, 49, 51, 75, 100}) EXPECT_FALSE(value_of(index, key));
}

TEST(NtfsIndex, BlocksSmallerThanAClusterCountInUnitsOf512) {
  auto parts = three_levels(8);
  parts.cluster_size = 65536;
  EXPECT_EQ(value_of(open(parts), 90), 900U);
  parts.cluster_size = 512;
  EXPECT_EQ(value_of(open(parts), 30), 300U);
  parts.cluster_size = 4096;
  EXPECT_EQ(test::error_kind_of([&] { value_of(open(parts), 90); }), ErrorKind::damaged);
}

TEST(NtfsIndex, ListsRootAndUsedBlocksAndGoesOnAnywhere) {
  auto parts = three_levels();
  parts.blocks.push_back(index_block(6, 4096, {numbered(7), last_entry()}));  // not in use
  const auto index = open(parts);
  std::vector<IndexPosition> positions;
  const std::vector<std::uint32_t> expected = {50, 20, 70, 5, 10, 30, 60, 80, 90};
  EXPECT_EQ(keys_from(index, {}, &positions), expected);
  for (std::size_t i = 0; i < positions.size(); ++i)
    EXPECT_EQ(keys_from(index, positions[i]),
              std::vector<std::uint32_t>(expected.begin() + static_cast<std::ptrdiff_t>(i) + 1,
                                         expected.end()));
  EXPECT_TRUE(keys_from(index, {1000, 0}).empty());
}

TEST(NtfsIndex, DamagedBlockIsSaidWhenTheOthersWereListed) {
  auto parts = three_levels();
  parts.blocks[3][1000] = parts.blocks[3][510] = std::byte{0x55};  // torn
  const auto index = open(parts);
  std::vector<std::uint32_t> keys;
  const auto list = [&] {
    index.scan({}, [&](const IndexEntry& entry, IndexPosition) {
      keys.push_back(entry.key.le32_at(0));
      return true;
    });
  };
  EXPECT_EQ(test::error_kind_of(list), ErrorKind::damaged);
  EXPECT_EQ(keys, (std::vector<std::uint32_t>{50, 20, 70, 5, 10, 60, 80, 90}));
  EXPECT_EQ(test::error_kind_of([&] { value_of(index, 30); }), ErrorKind::damaged);
  EXPECT_EQ(value_of(index, 80), 800U);
}

TEST(NtfsIndex, CirclesAndWrongPointersAreRefused) {
  Parts circle;
  circle.root = {last_entry(0)};
  circle.blocks = {index_block(0, 4096, {numbered(1), last_entry(0)})};
  EXPECT_EQ(test::error_kind_of([&] { value_of(open(circle), 5); }), ErrorKind::damaged);
  EXPECT_EQ(value_of(open(circle), 1), 10U);

  Parts outside;
  outside.root = {last_entry(9)};
  EXPECT_EQ(test::error_kind_of([&] { value_of(open(outside), 5); }), ErrorKind::damaged);
  outside.root = {last_entry(~0ULL)};
  EXPECT_EQ(test::error_kind_of([&] { value_of(open(outside), 5); }), ErrorKind::damaged);

  Parts elsewhere;  // a block that belongs to another place
  elsewhere.root = {last_entry(0)};
  elsewhere.blocks = {index_block(3, 4096, {numbered(5), last_entry()})};
  EXPECT_EQ(test::error_kind_of([&] { value_of(open(elsewhere), 5); }), ErrorKind::damaged);
}

TEST(NtfsIndex, UnsortedTreeIsLookedThrough) {
  auto parts = three_levels();
  parts.blocks[2] = index_block(2, 4096, {numbered(10), numbered(5), last_entry()});
  EXPECT_EQ(value_of(open(parts), 5), 50U);
  EXPECT_FALSE(value_of(open(parts), 6));
  // A leaf that does not lie between its neighbours: what belongs there is elsewhere.
  parts = three_levels();
  parts.blocks[3] = index_block(3, 4096, {numbered(65), last_entry()});
  parts.blocks[4] = index_block(4, 4096, {numbered(30), last_entry()});
  EXPECT_EQ(value_of(open(parts), 30), 300U);
}

TEST(NtfsIndex, ImpossibleRootsAreDamaged) {
  const auto kind = [](Bytes root) {
    IndexParts parts;
    parts.root = std::move(root);
    parts.cluster_size = 4096;
    return test::error_kind_of([&] { Index index(std::move(parts)); });
  };
  const auto good = index_root(0, 4096, {last_entry()});
  EXPECT_EQ(kind(Bytes(good.begin(), good.begin() + 20)), ErrorKind::damaged);
  for (const std::uint32_t size : {0U, 256U, 4097U, 131072U}) {
    auto bad = good;
    put(bad, 8, size, 4);
    EXPECT_EQ(kind(bad), ErrorKind::damaged) << size;
  }
  auto bad = good;
  put(bad, 16 + 4, 4000, 4);  // more than there is
  EXPECT_EQ(kind(bad), ErrorKind::damaged);
}

TEST(NtfsIndex, ImpossibleEntriesAreDamaged) {
  const auto with = [](std::size_t offset, std::uint64_t value) {
    Parts parts;
    auto entry = numbered(1);
    put(entry, offset, value, 2);
    parts.root = {entry, last_entry()};
    return test::error_kind_of([&] { value_of(open(parts), 2); });
  };
  EXPECT_EQ(with(8, 0), ErrorKind::damaged);  // length
  EXPECT_EQ(with(8, 12), ErrorKind::damaged);
  EXPECT_EQ(with(8, 4096), ErrorKind::damaged);
  EXPECT_EQ(with(10, 100), ErrorKind::damaged);  // key
  EXPECT_EQ(with(2, 100), ErrorKind::damaged);   // data
  Parts endless;                                 // no last entry
  endless.root = {numbered(1)};
  EXPECT_EQ(test::error_kind_of([&] { value_of(open(endless), 2); }), ErrorKind::damaged);
}

TEST(NtfsIndex, BitmapMustFitTheBlocks) {
  auto parts = three_levels();
  parts.bitmap = {};
  EXPECT_EQ(test::error_kind_of([&] { keys_from(open(parts), {}); }), ErrorKind::damaged);
  EXPECT_EQ(value_of(open(parts), 90), 900U);
  parts.bitmap = bytes_of({0x3F, 0x01});
  EXPECT_EQ(test::error_kind_of([&] { keys_from(open(parts), {}); }), ErrorKind::damaged);
}

// A sparse file of blocks costs an attacker nothing.
TEST(NtfsIndex, EndlessIndexesEnd) {
  IndexParts parts;
  parts.root = index_root(0, 4096, {last_entry()});
  parts.cluster_size = 4096;
  parts.allocation = std::make_shared<io::ZeroSource>(1ULL << 60);
  parts.bitmap = std::make_shared<io::ZeroSource>(1ULL << 45);
  EXPECT_EQ(test::error_kind_of([&] { Index index(parts); }), ErrorKind::damaged);

  constexpr std::uint64_t kBlocks = Index::kMostBlocks;
  parts.allocation = std::make_shared<io::ZeroSource>(kBlocks * 4096);
  const Index empty(parts);
  EXPECT_TRUE(keys_from(empty, {}).empty());
  parts.bitmap = source(Bytes(kBlocks / 1024, std::byte{0xFF}));
  const Index holes(parts);
  EXPECT_EQ(test::error_kind_of([&] { keys_from(holes, {}); }), ErrorKind::damaged);
}

}  // namespace
}  // namespace vixmount::fs::ntfs
