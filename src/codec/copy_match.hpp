// The copy that every LZ77 format ends in: `length` bytes from `distance` bytes back, first to last,
// so that a distance below the length repeats what the copy itself wrote.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

namespace vixmount::codec {

// Bytes that copy_match may write behind the match when they lie in front of `end`.
inline constexpr std::size_t kCopyStride = 16;

// `target` is where the match goes: `distance` (1 or more) bytes before it are written, and `length`
// (1 or more) bytes at it are in front of `end`. Bytes between the match and `end` may be
// overwritten with anything: whoever decodes writes them next.
inline void copy_match(std::byte* target, std::size_t distance, std::size_t length,
                       const std::byte* end) noexcept {
  const std::byte* source = target - distance;
  std::byte* const match_end = target + length;
  if (static_cast<std::size_t>(end - match_end) < kCopyStride) {
    while (target != match_end) *target++ = *source++;
    return;
  }
  if (distance >= kCopyStride) {
    do {
      std::memcpy(target, source, kCopyStride);
      target += kCopyStride;
      source += kCopyStride;
    } while (target < match_end);
    return;
  }
  if (distance == 1) {
    const auto fill = std::to_integer<int>(*source);
    std::memset(target, fill, kCopyStride);
    if (length > kCopyStride) std::memset(target, fill, length);
    return;
  }
  // Doubles the pattern until it is as long as a stride: the source stays, the distance grows.
  while (static_cast<std::size_t>(target - source) < 8 && target < match_end) {
    const auto pattern = static_cast<std::size_t>(target - source);
    std::uint64_t bytes;
    std::memcpy(&bytes, source, sizeof bytes);
    std::memcpy(target, &bytes, sizeof bytes);
    target += pattern;
  }
  while (target < match_end) {
    std::memcpy(target, source, 8);
    target += 8;
    source += 8;
  }
}

}  // namespace vixmount::codec
