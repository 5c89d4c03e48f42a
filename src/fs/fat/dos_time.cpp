#include "fs/fat/dos_time.hpp"

#include <algorithm>
#include <chrono>

namespace vixmount::fs::fat {

Timestamp to_timestamp(std::uint16_t date, std::uint16_t time, std::uint8_t hundredths) noexcept {
  const std::chrono::year year(1980 + (date >> 9));
  const std::chrono::month month(std::clamp(date >> 5 & 0xFU, 1U, 12U));
  const std::chrono::day day(std::max(date & 0x1FU, 1U));  // one too many is in the next month
  const auto days = std::chrono::sys_days(year / month / std::chrono::day(1)).time_since_epoch() +
                    std::chrono::days(static_cast<unsigned>(day) - 1);
  const unsigned seconds =
      (time >> 11) * 3600U + (time >> 5 & 0x3FU) * 60U + (time & 0x1FU) * 2U + hundredths / 100U;
  return {static_cast<std::int64_t>(days.count()) * 86400 + seconds,
          hundredths % 100U * 10'000'000U};
}

}  // namespace vixmount::fs::fat
