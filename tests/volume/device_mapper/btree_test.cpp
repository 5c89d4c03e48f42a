// B-trees made by hand.
#include "volume/device_mapper/persistent_data/btree.hpp"

#include <gtest/gtest.h>

#include "metadata_builder.hpp"
#include "support/support.hpp"

namespace vixmount::volume::device_mapper {
namespace {

std::optional<std::uint64_t> value_of(const BTree& tree, std::uint64_t key) {
  NodePtr holder;
  const auto value = tree.lookup(key, holder);
  return value ? std::optional(value->le64_at(0)) : std::nullopt;
}

std::vector<std::uint64_t> keys_of(const BTree& tree) {
  std::vector<std::uint64_t> keys;
  tree.for_each([&](std::uint64_t key, BytesView) {
    keys.push_back(key);
    return true;
  });
  return keys;
}

// 1 over 2 (keys from 10) and 3 (keys from 100).
MetadataBuilder two_leaves() {
  MetadataBuilder metadata(8);
  metadata.internal(1, {{10, 2}, {100, 3}});
  metadata.leaf(2, {{10, {1000}}, {12, {1200}}, {99, {9900}}});
  metadata.leaf(3, {{100, {10000}}, {5000, {1}}});
  return metadata;
}

TEST(BTree, FindsKeysInItsLeaves) {
  const auto metadata = two_leaves();
  const BTree tree(metadata.nodes(), 1, 8);
  EXPECT_EQ(value_of(tree, 10), 1000U);
  EXPECT_EQ(value_of(tree, 99), 9900U);
  EXPECT_EQ(value_of(tree, 100), 10000U);
  EXPECT_EQ(value_of(tree, 5000), 1U);
  for (const std::uint64_t key : {0, 9, 11, 13, 98, 101, 4999, 5001})
    EXPECT_EQ(value_of(tree, key), std::nullopt) << key;
  EXPECT_EQ(keys_of(tree), (std::vector<std::uint64_t>{10, 12, 99, 100, 5000}));
}

TEST(BTree, SaysHowFarALeafReaches) {
  const auto metadata = two_leaves();
  const BTree tree(metadata.nodes(), 1, 8);
  EXPECT_EQ(tree.find(50).last, 99U);
  EXPECT_EQ(tree.find(50).leaf->key(tree.find(50).index), 99U);
  EXPECT_EQ(tree.find(6000).last, ~std::uint64_t{0});
  EXPECT_EQ(tree.find(6000).index, 2U);
}

TEST(BTree, MayBeEmpty) {
  MetadataBuilder metadata(4);
  metadata.leaf(1, {});
  const BTree tree(metadata.nodes(), 1, 8);
  EXPECT_EQ(keys_of(tree), std::vector<std::uint64_t>());
  EXPECT_EQ(value_of(tree, 0), std::nullopt);
}

// What is done to two_leaves(), and a key whose search must fail then.
struct Damage {
  const char* name;
  std::function<void(MetadataBuilder&)> apply;
  std::uint64_t key;
};
class DamagedBTree : public testing::TestWithParam<Damage> {};

TEST_P(DamagedBTree, IsToldWithItsPlace) {
  auto metadata = two_leaves();
  GetParam().apply(metadata);
  const BTree tree(metadata.nodes(), 1, 8);
  EXPECT_EQ(test::error_kind_of([&] { tree.find(GetParam().key); }), ErrorKind::damaged);
  EXPECT_EQ(test::error_kind_of([&] { keys_of(tree); }), ErrorKind::damaged);
}

const Damage kDamages[] = {
    {"checksum", [](auto& m) { m.put(2 * 4096 + 40, le64(11)); }, 10},
    {"elsewhere",
     [](auto& m) {
       m.put(2 * 4096 + 8, le64(5));
       // The checksum fits the wrong number.
       std::vector<std::byte> block = io::read_bytes(*m.source(), 2 * 4096, 4096);
       m.put(2 * 4096, le32(block_checksum(block, BlockKind::node)));
     },
     10},
    {"kind_of_another_block", [](auto& m) { m.seal(2, BlockKind::thin_superblock); }, 10},
    {"itself",
     [](auto& m) {
       m.internal(1, {{10, 1}, {100, 3}});
     },
     10},
    {"circle",
     [](auto& m) {
       m.internal(1, {{10, 4}, {100, 3}});
       m.internal(4, {{10, 1}});
     },
     10},
    {"behind_the_end",
     [](auto& m) {
       m.internal(1, {{10, 2}, {100, 8}});
     },
     100},
    {"far_behind_the_end",
     [](auto& m) {
       m.internal(1, {{10, 2}, {100, ~0ULL}});
     },
     100},
    {"shared_child",
     [](auto& m) {
       m.internal(1, {{10, 2}, {100, 2}});
     },
     100},
    {"keys_out_of_order",
     [](auto& m) {
       m.leaf(2, {{10, {1}}, {12, {2}}, {11, {3}}});
     },
     10},
    {"key_twice",
     [](auto& m) {
       m.leaf(2, {{10, {1}}, {10, {2}}});
     },
     10},
    {"key_of_the_neighbour",
     [](auto& m) {
       m.leaf(2, {{10, {1}}, {100, {2}}});
     },
     10},
    {"value_size",
     [](auto& m) {
       m.leaf(3, {{100, {1, 2, 3}}}, 3);
     },
     100},
    {"both_kinds",
     [](auto& m) {
       m.put(2 * 4096 + 4, le32(3));
       m.seal(2, BlockKind::node);
     },
     10},
    {"no_kind",
     [](auto& m) {
       m.put(2 * 4096 + 4, le32(0));
       m.seal(2, BlockKind::node);
     },
     10},
    {"too_many_entries",
     [](auto& m) {
       m.put(2 * 4096 + 16, le32(253));
       m.seal(2, BlockKind::node);
     },
     10},
    {"more_than_fits",
     [](auto& m) {
       m.put(2 * 4096 + 20, le32(0x20000000));
       m.seal(2, BlockKind::node);
     },
     10},
    {"internal_without_children", [](auto& m) { m.internal(1, {}); }, 10},
};
INSTANTIATE_TEST_SUITE_P(All, DamagedBTree, testing::ValuesIn(kDamages),
                         [](const auto& damage) { return damage.param.name; });

TEST(BTree, NamesTheByteOfAWrongChecksum) {
  auto metadata = two_leaves();
  metadata.put(3 * 4096 + 100, std::uint8_t{1});
  try {
    BTree(metadata.nodes(), 1, 8).find(100);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.offset(), 3U * 4096);
  }
}

TEST(NodeCache, ForgetsTheOldest) {
  MetadataBuilder metadata(NodeCache::kMostNodes + 2);
  for (std::uint64_t block = 0; block < NodeCache::kMostNodes + 2; ++block)
    metadata.leaf(block, {{block, {block}}});
  const auto nodes = metadata.nodes();
  const std::weak_ptr<const Node> first = nodes->read(0);
  const std::weak_ptr<const Node> second = nodes->read(1);
  EXPECT_EQ(nodes->read(0), first.lock());  // now second is the oldest
  for (std::uint64_t block = 2; block <= NodeCache::kMostNodes; ++block) nodes->read(block);
  EXPECT_TRUE(second.expired());
  EXPECT_FALSE(first.expired());
}

}  // namespace
}  // namespace vixmount::volume::device_mapper
