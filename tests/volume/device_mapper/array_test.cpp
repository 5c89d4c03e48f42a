// Arrays made by hand.
#include "volume/device_mapper/persistent_data/array.hpp"

#include <gtest/gtest.h>

#include "metadata_builder.hpp"
#include "support/support.hpp"

namespace vixmount::volume::device_mapper {
namespace {

std::vector<std::uint64_t> counted(std::uint64_t first, std::size_t count) {
  std::vector<std::uint64_t> values;
  for (std::size_t i = 0; i < count; ++i) values.push_back(first + i);
  return values;
}

// 509 values from 1000 and 11 from 5000.
MetadataBuilder two_blocks() {
  MetadataBuilder metadata(8);
  metadata.leaf(1, {{0, {4}}, {1, {2}}});
  metadata.array(4, counted(1000, 509));
  metadata.array(2, counted(5000, 11));
  return metadata;
}

std::vector<std::uint64_t> values_of(const MetadataBuilder& metadata, std::uint64_t count) {
  std::vector<std::uint64_t> values;
  for_each_array_value(metadata.nodes(), 1, count, [&](std::uint64_t index, std::uint64_t value) {
    EXPECT_EQ(index, values.size());
    values.push_back(value);
  });
  return values;
}

TEST(Array, GivesItsValuesInOrder) {
  auto expected = counted(1000, 509);
  for (const auto value : counted(5000, 11)) expected.push_back(value);
  EXPECT_EQ(values_of(two_blocks(), 520), expected);
  EXPECT_EQ(values_of(two_blocks(), 509), counted(1000, 509));
  EXPECT_EQ(values_of(two_blocks(), 3), counted(1000, 3));
  EXPECT_TRUE(values_of(two_blocks(), 0).empty());
}

TEST(Array, ThatIsShorterThanItShouldBeIsDamaged) {
  EXPECT_EQ(test::error_kind_of([] { values_of(two_blocks(), 521); }), ErrorKind::damaged);
  auto metadata = two_blocks();
  metadata.leaf(1, {{0, {4}}});
  EXPECT_EQ(test::error_kind_of([&] { values_of(metadata, 510); }), ErrorKind::damaged);
  metadata.leaf(1, {{0, {4}}, {2, {2}}});
  EXPECT_EQ(test::error_kind_of([&] { values_of(metadata, 520); }), ErrorKind::damaged);
  metadata.leaf(1, {});
  EXPECT_EQ(test::error_kind_of([&] { values_of(metadata, 1); }), ErrorKind::damaged);
}

TEST(Array, WithAnotherShapeIsDamaged) {
  auto metadata = two_blocks();
  metadata.put(4 * 4096 + 12, le32(4));  // value size
  metadata.seal(4, BlockKind::array);
  EXPECT_EQ(test::error_kind_of([&] { values_of(metadata, 1); }), ErrorKind::damaged);
  metadata = two_blocks();
  metadata.put(4 * 4096 + 8, le32(510));  // entries
  metadata.seal(4, BlockKind::array);
  EXPECT_EQ(test::error_kind_of([&] { values_of(metadata, 1); }), ErrorKind::damaged);
  metadata = two_blocks();
  metadata.put(4 * 4096 + 100, std::uint8_t{1});  // checksum
  EXPECT_EQ(test::error_kind_of([&] { values_of(metadata, 1); }), ErrorKind::damaged);
}

}  // namespace
}  // namespace vixmount::volume::device_mapper
