#include "volume/lvm/label.hpp"

#include "base/bytes.hpp"
#include "support/support.hpp"
#include "volume/lvm/checksum.hpp"
#include "volume/lvm/group_builder.hpp"

namespace vixmount::volume::lvm {
namespace {

using test::PvBuilder;

TEST(LvmChecksum, StartsAndEndsAsLvmDoes) {
  EXPECT_EQ(checksum({}), kChecksumStart);
  const auto whole = checksum(as_bytes("LVM2 and its checksum"));
  EXPECT_EQ(checksum(as_bytes("its checksum"), checksum(as_bytes("LVM2 and "))), whole);
}

TEST(LvmLabel, IsFoundInEachOfTheFirstFourSectors) {
  for (unsigned sector = 0; sector < 4; ++sector) {
    const auto search = find_label(*PvBuilder('a').label_in_sector(sector).source());
    ASSERT_TRUE(search.label) << sector;
    EXPECT_EQ(search.label->offset, sector * 512U);
    EXPECT_EQ(search.label->uuid, "aaaaaa-aaaa-aaaa-aaaa-aaaa-aaaa-aaaaaa");
    EXPECT_EQ(search.label->device_size, 1U << 20);
    EXPECT_EQ(search.label->metadata_areas, (std::vector<ByteRange>{{4096, 4096 + 65536}}));
  }
  EXPECT_FALSE(find_label(*PvBuilder('a').label_in_sector(4).source()).label);
}

TEST(LvmLabel, MayHaveNoMetadataArea) {
  const auto search = find_label(*PvBuilder('a').without_area().source());
  ASSERT_TRUE(search.label);
  EXPECT_TRUE(search.label->metadata_areas.empty());
}

TEST(LvmLabel, IsRefusedWithItsPositionWhenDamaged) {
  const auto flipped = find_label(*PvBuilder('a').poke(600, 'x').source());
  EXPECT_FALSE(flipped.label);
  ASSERT_EQ(flipped.faults.size(), 1U);
  EXPECT_EQ(flipped.faults.front(), "the LVM label has a wrong checksum (at byte 512)");
  const auto moved = find_label(*PvBuilder('a').poke(512 + 8, 2).source());
  ASSERT_EQ(moved.faults.size(), 1U);
  EXPECT_EQ(moved.faults.front(), "the LVM label says it is in sector 2 (at byte 512)");
  // An area that is longer than the device.
  auto bytes = PvBuilder('a').bytes();
  bytes.resize(16384);
  const auto cut = find_label(*vixmount::test::memory_source(bytes));
  ASSERT_EQ(cut.faults.size(), 1U);
  EXPECT_EQ(cut.faults.front(),
            "the label gives a metadata area of 65536 bytes at 4096, on 16384 bytes (at byte 512)");
}

TEST(LvmLabel, IsNotLookedForBehindTheEnd) {
  EXPECT_FALSE(find_label(*vixmount::test::memory_source("")).label);
  EXPECT_FALSE(find_label(*vixmount::test::memory_source(std::string(700, 'L'))).label);
}

TEST(LvmUuid, IsLettersAndDigits) {
  EXPECT_EQ(uuid_with_dashes("V9N6H5MXloJmEETLHsKyAokLv5JL0RY7"),
            "V9N6H5-MXlo-JmEE-TLHs-KyAo-kLv5-JL0RY7");
  EXPECT_FALSE(uuid_with_dashes("V9N6H5-XloJmEETLHsKyAokLv5JL0RY7"));
  EXPECT_FALSE(uuid_with_dashes("short"));
}

}  // namespace
}  // namespace vixmount::volume::lvm
