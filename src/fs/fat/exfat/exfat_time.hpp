// Times of exFAT: DOS's date and time, hundredths of a second, and the distance to UTC.
#pragma once

#include <cstdint>

#include "fs/fat/dos_time.hpp"

namespace vixmount::fs::exfat {

// `zone`: bit 7 says that the rest counts, quarters of an hour east of UTC in 7 bits two's
// complement. Without it the time is local in an unknown zone, and taken as UTC.
inline Timestamp to_timestamp(std::uint16_t date, std::uint16_t time, std::uint8_t hundredths,
                              std::uint8_t zone) noexcept {
  constexpr std::int64_t kQuarterOfAnHour = 15 * 60;
  auto out = fat::to_timestamp(date, time, hundredths);
  if ((zone & 0x80) == 0) return out;
  const auto quarters = (zone & 0x40) != 0 ? (zone & 0x7F) - 0x80 : zone & 0x7F;
  out.seconds -= quarters * kQuarterOfAnHour;
  return out;
}

}  // namespace vixmount::fs::exfat
