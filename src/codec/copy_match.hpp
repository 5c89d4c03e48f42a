// The copy that every LZ77 format ends in: `length` bytes from `distance` bytes back, first to
// last, so that a distance below the length repeats what the copy itself wrote.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace vixmount::codec {

// What copying in one piece takes; most matches are shorter than two.
inline constexpr std::size_t kCopyStride = 16;

// Through a register: source and target may overlap where only the first bytes matter.
inline void copy_piece(std::byte* target, const std::byte* source) noexcept {
  std::array<std::uint64_t, kCopyStride / sizeof(std::uint64_t)> piece;
  std::memcpy(&piece, source, kCopyStride);
  std::memcpy(target, &piece, kCopyStride);
}

// The rare cases: near `end`, or a match that overlaps itself closely.
[[gnu::noinline]] inline void copy_match_slowly(std::byte* target, std::size_t distance,
                                                std::size_t length, const std::byte* end) noexcept {
  const std::byte* source = target - distance;
  std::byte* const match_end = target + length;
  if (static_cast<std::size_t>(end - match_end) < kCopyStride) {
    while (target != match_end) *target++ = *source++;
    return;
  }
  if (distance == 1) {
    std::memset(target, std::to_integer<int>(*source), length);
    return;
  }
  // The pattern is doubled until it is as long as a piece: the source stays, the distance grows.
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

// `target` is where the match goes: `distance` (1 or more) bytes before it are written, and
// `length` (1 or more) bytes at it are in front of `end`. Bytes between the match and `end` may be
// overwritten with anything: whoever decodes writes them next.
inline void copy_match(std::byte* target, std::size_t distance, std::size_t length,
                       const std::byte* end) noexcept {
  const std::byte* source = target - distance;
  const std::byte* const match_end = target + length;
  if (static_cast<std::size_t>(end - match_end) < 2 * kCopyStride ||
      distance < std::min(length, kCopyStride)) [[unlikely]] {
    copy_match_slowly(target, distance, length, end);
    return;
  }
  copy_piece(target, source);
  copy_piece(target + kCopyStride, source + kCopyStride);
  while (length > 2 * kCopyStride) {
    target += 2 * kCopyStride;
    source += 2 * kCopyStride;
    length -= 2 * kCopyStride;
    copy_piece(target, source);
    copy_piece(target + kCopyStride, source + kCopyStride);
  }
}

}  // namespace vixmount::codec
