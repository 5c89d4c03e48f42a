#include "fs/iso9660/timestamp.hpp"

#include <chrono>

#include "base/text.hpp"

namespace vixmount::fs::iso9660 {
namespace {

struct Clock {
  int year = 0;
  unsigned month = 0, day = 0, hour = 0, minute = 0, second = 0, hundredths = 0;
  std::int8_t quarters_from_gmt = 0;
};

Timestamp to_timestamp(const Clock& clock) {
  const std::chrono::year_month_day date{std::chrono::year(clock.year),
                                         std::chrono::month(clock.month),
                                         std::chrono::day(clock.day)};
  if (!date.ok()) return {};
  // Between GMT-12 and GMT+13 by the standard. Linux passes over what is further off, since some
  // makers left the byte undefined.
  constexpr int kMostQuarters = 52;
  constexpr std::int64_t kQuarter = 15 * 60;
  const int quarters = clock.quarters_from_gmt;
  const bool is_sound = quarters >= -kMostQuarters && quarters <= kMostQuarters;
  const auto days = std::chrono::sys_days(date).time_since_epoch().count();
  Timestamp out;
  out.seconds = std::int64_t{days} * 86400 + std::int64_t{clock.hour} * 3600 +
                std::int64_t{clock.minute} * 60 + clock.second;
  if (is_sound) out.seconds -= quarters * kQuarter;
  out.nanoseconds = clock.hundredths * 10'000'000;
  return out;
}

}  // namespace

Timestamp short_time(std::span<const std::uint8_t, kShortTimeBytes> field) {
  return to_timestamp({1900 + field[0], field[1], field[2], field[3], field[4], field[5], 0,
                       static_cast<std::int8_t>(field[6])});
}

Timestamp long_time(std::string_view field) {
  bool is_number = field.size() + 1 >= kLongTimeBytes;
  const auto number = [&](std::size_t offset, std::size_t digits) {
    const auto value = is_number ? parse_unsigned(field.substr(offset, digits)) : std::nullopt;
    is_number = value.has_value();
    return static_cast<unsigned>(value.value_or(0));
  };
  Clock clock;
  clock.year = static_cast<int>(number(0, 4));
  clock.month = number(4, 2);
  clock.day = number(6, 2);
  clock.hour = number(8, 2);
  clock.minute = number(10, 2);
  clock.second = number(12, 2);
  clock.hundredths = number(14, 2);
  if (!is_number) return {};
  if (field.size() == kLongTimeBytes) clock.quarters_from_gmt = static_cast<std::int8_t>(field[16]);
  return to_timestamp(clock);
}

}  // namespace vixmount::fs::iso9660
