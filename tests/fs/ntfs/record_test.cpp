// MFT records and attributes laid out by hand.
#include "fs/ntfs/record.hpp"

#include <gtest/gtest.h>

#include "fs/ntfs/built_record.hpp"
#include "support/support.hpp"

namespace vixmount::fs::ntfs {
namespace {

using test_bytes::Bytes;
using test_bytes::bytes_of;
using test_bytes::put;

constexpr std::size_t kFirstAttribute = 56;  // of the built records of 1 KiB

Bytes two_attributes() {
  return test_bytes::record(
      {.number = 40, .sequence = 9, .flags = 3, .base = 0},
      {test_bytes::resident_attribute({.type = 0x10, .name = {}, .id = 4}, bytes_of({1, 2, 3})),
       test_bytes::non_resident_attribute(
           {.type = 0x80, .name = u"ads", .flags = 0x8000, .id = 5},
           {.highest_vcn = 3, .allocated = 16384, .size = 9000, .initialized = 8000},
           bytes_of({0x11, 4, 9, 0}))});
}

std::vector<Attribute> attributes_of(const Record& record) {
  std::vector<Attribute> out;
  for (const auto& attribute : record.attributes()) out.push_back(attribute);
  return out;
}

void expect_damaged(const Bytes& bytes) {
  EXPECT_EQ(test::error_kind_of([&] {
              const auto record =
                  parse_record(40, BytesView(bytes));  // the attributes are views of it
              for (const auto& attribute : record.attributes()) {
                attribute.is_resident() ? attribute.value() : attribute.mapping_pairs();
                if (!attribute.is_resident()) attribute.sizes();
              }
            }),
            ErrorKind::damaged);
}

// Changes a field behind the fixups' back: none of these offsets ends a stride.
Bytes with(std::size_t offset, std::uint64_t value, std::size_t width) {
  auto bytes = two_attributes();
  put(bytes, offset, value, width);
  return bytes;
}

TEST(NtfsRecord, TellsItsHeaderAndItsAttributes) {
  const auto bytes = two_attributes();
  const auto record = parse_record(40, BytesView(bytes, 4096));
  EXPECT_TRUE(record.in_use());
  EXPECT_TRUE(record.is_directory());
  EXPECT_TRUE(record.is_base());
  EXPECT_EQ(record.sequence(), 9);
  EXPECT_EQ(record.link_count(), 1);
  const auto found = attributes_of(record);
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].type(), AttributeType::standard_information);
  EXPECT_EQ(found[0].id(), 4);
  EXPECT_EQ(found[0].value().size(), 3U);
  EXPECT_EQ(found[0].value().u8(2), 3);
  EXPECT_TRUE(found[1].has_name(u"ads"));
  EXPECT_FALSE(found[1].has_name(u"Ads"));
  EXPECT_TRUE(found[1].is_sparse());
  EXPECT_FALSE(found[1].is_compressed());
  EXPECT_EQ(found[1].end_vcn(), 4U);
  EXPECT_EQ(found[1].sizes().data, 9000U);
  EXPECT_EQ(found[1].sizes().initialized, 8000U);
  EXPECT_EQ(found[1].mapping_pairs().u8(0), 0x11);
  EXPECT_EQ(found[1].description(), "$DATA ads");
}

TEST(NtfsRecord, BytesThatFixupsReplacedAreTheTrueOnes) {
  Bytes value(600);
  for (std::size_t i = 0; i < value.size(); ++i) value[i] = static_cast<std::byte>(i);
  const auto bytes = test_bytes::record({}, {test_bytes::resident_attribute({}, value)});
  const auto record = parse_record(0, BytesView(bytes));
  const auto content = (*record.attributes().begin()).value().span();
  EXPECT_TRUE(std::equal(content.begin(), content.end(), value.begin(), value.end()));
}

TEST(NtfsRecord, HeadersThatContradictThemselvesAreDamage) {
  EXPECT_NO_THROW(attributes_of(parse_record(40, BytesView(two_attributes()))));
  expect_damaged(with(0, 'X', 1));
  auto bad = two_attributes();
  bad[0] = std::byte{'B'}, bad[1] = std::byte{'A'}, bad[2] = std::byte{'A'},
  bad[3] = std::byte{'D'};
  expect_damaged(bad);
  expect_damaged(with(20, 0, 2));     // first attribute in the header
  expect_damaged(with(20, 57, 2));    // not aligned
  expect_damaged(with(20, 1024, 2));  // behind the end
  expect_damaged(with(24, 1025, 4));  // more in use than there is
  expect_damaged(with(24, 0xFFFFFFFF, 4));
}

TEST(NtfsRecord, AttributesThatDoNotFitAreDamage) {
  expect_damaged(with(kFirstAttribute + 4, 0, 4));  // without a length: endless
  expect_damaged(with(kFirstAttribute + 4, 8, 4));
  expect_damaged(with(kFirstAttribute + 4, 33, 4));  // not aligned
  expect_damaged(with(kFirstAttribute + 4, 4096, 4));
  expect_damaged(with(kFirstAttribute + 8, 2, 1));    // neither resident nor not
  expect_damaged(with(kFirstAttribute + 9, 200, 1));  // a name behind the end
  expect_damaged(with(kFirstAttribute + 16, 9, 4));   // a value behind the end
  expect_damaged(with(kFirstAttribute + 20, 0xFFFF, 2));
  const auto second = kFirstAttribute + 32;
  expect_damaged(with(second + 16, 9, 8));  // begins behind its end
  expect_damaged(with(second + 24, 1ULL << 63, 8));
  expect_damaged(with(second + 32, 0xFFF8, 2));  // runs behind the end
  expect_damaged(with(second + 34, 17, 1));      // units of 2^17 clusters
  expect_damaged(with(second + 48, 16385, 8));   // more content than clusters
  expect_damaged(with(second + 56, 9001, 8));    // more initialized than content
  expect_damaged(with(second + 40, 1ULL << 63, 8));
}

TEST(NtfsRecord, ReferencesHaveANumberAndASequence) {
  const auto reference = FileReference::from(0x0009'0000'0000'0028);
  EXPECT_EQ(reference.record, 40U);
  EXPECT_EQ(reference.sequence, 9);
}

}  // namespace
}  // namespace vixmount::fs::ntfs
