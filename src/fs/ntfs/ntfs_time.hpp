// Times of NTFS: signed 100 ns units since 1601-01-01 00:00 UTC.
#pragma once

#include <cstdint>

#include "fs/file_system.hpp"

namespace vixmount::fs::ntfs {

// Every value has a time: from the year -27627 to 30828.
constexpr Timestamp to_timestamp(std::uint64_t raw) noexcept {
  constexpr std::int64_t kUnitsPerSecond = 10'000'000;
  constexpr std::int64_t kSecondsTo1970 = 11'644'473'600;
  const auto units = static_cast<std::int64_t>(raw);
  auto seconds = units / kUnitsPerSecond;
  auto rest = units % kUnitsPerSecond;
  if (rest < 0) {
    rest += kUnitsPerSecond;
    --seconds;
  }
  return {seconds - kSecondsTo1970, static_cast<std::uint32_t>(rest * 100)};
}

}  // namespace vixmount::fs::ntfs
