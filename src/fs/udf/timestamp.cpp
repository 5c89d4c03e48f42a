#include "fs/udf/timestamp.hpp"

namespace vixmount::fs::udf {
namespace {

constexpr unsigned kLocalTime = 1;
constexpr int kNoZone = -2047;

int zone_of(std::uint16_t type_and_zone) noexcept {
  if (type_and_zone >> 12 != kLocalTime) return 0;
  int minutes = type_and_zone & 0xFFF;
  if (minutes >= 0x800) minutes -= 0x1000;
  return minutes == kNoZone ? 0 : minutes;
}

// Days from 1970-01-01 in the Gregorian calendar; the year begins with March here.
std::int64_t days_of(std::int64_t year, int month, int day) noexcept {
  const auto years = month > 2 ? year : year - 1;
  const int months = month > 2 ? month - 3 : month + 9;
  constexpr std::int64_t kDaysToEpoch = 719468;  // from 0000-03-01
  return years * 365 + years / 4 - years / 100 + years / 400 + (153 * months + 2) / 5 + day - 1 -
         kDaysToEpoch;
}

}  // namespace

Timestamp to_timestamp(const layout::Timestamp& stored) noexcept {
  if (stored.month < 1 || stored.month > 12 || stored.year == 0) return {};
  Timestamp out;
  const auto days = days_of(stored.year, stored.month, stored.day);
  out.seconds = ((days * 24 + stored.hour) * 60 + stored.minute - zone_of(stored.type_and_zone)) *
                    60 +
                stored.second;
  if (stored.centiseconds < 100 && stored.hundreds_of_microseconds < 100 &&
      stored.microseconds < 100)
    out.nanoseconds = (stored.centiseconds * 10000U + stored.hundreds_of_microseconds * 100U +
                       stored.microseconds) *
                      1000U;
  return out;
}

}  // namespace vixmount::fs::udf
