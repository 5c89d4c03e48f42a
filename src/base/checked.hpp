// Arithmetic on values that came from a disk: an overflow is damage, never a wrap.
#pragma once

#include <concepts>
#include <cstdint>
#include <limits>
#include <string_view>

#include "base/error.hpp"

namespace vixmount {

// `what` names the sum for the message: "end of extent 3".
template <std::unsigned_integral T>
constexpr T checked_add(T a, std::type_identity_t<T> b, std::string_view what) {
  T result{};
  if (__builtin_add_overflow(a, b, &result))
    fail(ErrorKind::damaged, "{}: {} + {} overflows", what, a, b);
  return result;
}

template <std::unsigned_integral T>
constexpr T checked_multiply(T a, std::type_identity_t<T> b, std::string_view what) {
  T result{};
  if (__builtin_mul_overflow(a, b, &result))
    fail(ErrorKind::damaged, "{}: {} * {} overflows", what, a, b);
  return result;
}

template <std::unsigned_integral T>
constexpr T divide_rounding_up(T value, std::type_identity_t<T> divisor) noexcept {
  return value / divisor + (value % divisor != 0 ? 1 : 0);
}

// A half-open range of bytes, [begin, end). Sectors, clusters and blocks are converted at the
// parser's edge.
struct ByteRange {
  std::uint64_t begin = 0;
  std::uint64_t end = 0;

  constexpr std::uint64_t length() const noexcept { return end - begin; }
  constexpr bool empty() const noexcept { return begin == end; }
  constexpr bool contains(std::uint64_t offset) const noexcept {
    return offset >= begin && offset < end;
  }
  constexpr bool overlaps(const ByteRange& other) const noexcept {
    return begin < other.end && other.begin < end;
  }
  friend constexpr bool operator==(const ByteRange&, const ByteRange&) = default;
};

// True when [offset, offset + length) lies inside an object of `size` bytes; safe from overflow.
constexpr bool fits(std::uint64_t offset, std::uint64_t length, std::uint64_t size) noexcept {
  return offset <= size && length <= size - offset;
}

constexpr bool is_power_of_two(std::uint64_t value) noexcept {
  return value != 0 && (value & (value - 1)) == 0;
}

}  // namespace vixmount
