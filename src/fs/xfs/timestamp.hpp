// The two forms of XFS timestamps: seconds and nanoseconds since 1970 in 32 bits each, and with
// "bigtime" nanoseconds since the earliest time the first form can hold, in 64 bits.
#pragma once

#include <cstdint>

#include "fs/file_system.hpp"

namespace vixmount::fs::xfs {

// `stored`: the eight bytes as a number.
constexpr Timestamp timestamp_of(std::uint64_t stored, bool is_big) noexcept {
  constexpr std::uint64_t kNanoseconds = 1'000'000'000;
  constexpr std::int64_t kEarliest = -(std::int64_t{1} << 31);
  if (is_big)
    return {static_cast<std::int64_t>(stored / kNanoseconds) + kEarliest,
            static_cast<std::uint32_t>(stored % kNanoseconds)};
  const auto seconds = static_cast<std::int32_t>(static_cast<std::uint32_t>(stored >> 32));
  return {seconds, static_cast<std::uint32_t>(stored)};
}

}  // namespace vixmount::fs::xfs
