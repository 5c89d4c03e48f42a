// Expected seconds are those of date(1).
#include <gtest/gtest.h>

#include "fs/fat/dos_time.hpp"
#include "fs/fat/exfat/exfat_time.hpp"

namespace vixmount::fs::fat {
namespace {

constexpr std::uint16_t date_of(unsigned year, unsigned month, unsigned day) {
  return static_cast<std::uint16_t>((year - 1980) << 9 | month << 5 | day);
}
constexpr std::uint16_t time_of(unsigned hour, unsigned minute, unsigned second) {
  return static_cast<std::uint16_t>(hour << 11 | minute << 5 | second / 2);
}

TEST(DosTime, IsTakenAsUtc) {
  EXPECT_EQ(to_timestamp(date_of(1980, 1, 1), 0), (Timestamp{315532800, 0}));
  EXPECT_EQ(to_timestamp(date_of(2024, 2, 29), time_of(12, 34, 56)), (Timestamp{1709210096, 0}));
  EXPECT_EQ(to_timestamp(date_of(2107, 12, 31), time_of(23, 59, 58)), (Timestamp{4354819198, 0}));
}

TEST(DosTime, HundredthsReachOverASecond) {
  EXPECT_EQ(to_timestamp(date_of(1980, 1, 1), 0, 199), (Timestamp{315532801, 990'000'000}));
}

TEST(DosTime, FieldsThatWereNeverSetAreTheFirstDay) {
  EXPECT_EQ(to_timestamp(0, 0), (Timestamp{315532800, 0}));
}

TEST(DosTime, FieldsOutsideTheirRangeDoNoHarm) {
  // Month 15 counts as December, and its 31st is a day.
  EXPECT_EQ(to_timestamp(date_of(1980, 15, 31), 0), (Timestamp{347068800, 0}));
}

TEST(ExfatTime, TheZoneIsTakenOff) {
  const auto date = date_of(2024, 2, 29);
  const auto time = time_of(12, 34, 56);
  EXPECT_EQ(exfat::to_timestamp(date, time, 50, 0), (Timestamp{1709210096, 500'000'000}));
  EXPECT_EQ(exfat::to_timestamp(date, time, 0, 0x80), (Timestamp{1709210096, 0}));
  // 0x84: an hour east; 0xFC: an hour west; 0x04 does not count.
  EXPECT_EQ(exfat::to_timestamp(date, time, 0, 0x84), (Timestamp{1709206496, 0}));
  EXPECT_EQ(exfat::to_timestamp(date, time, 0, 0xFC), (Timestamp{1709213696, 0}));
  EXPECT_EQ(exfat::to_timestamp(date, time, 0, 0x04), (Timestamp{1709210096, 0}));
}

}  // namespace
}  // namespace vixmount::fs::fat
