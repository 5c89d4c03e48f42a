// Byte order as part of a field's type: `le32 inodes_count;` in an on-disk layout struct reads as
// the host's number. Trivially copyable, alignment 1.
#pragma once

#include <array>
#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace vixmount {

template <std::unsigned_integral T>
constexpr T byte_swap(T value) noexcept {
  if constexpr (sizeof(T) == 1) {
    return value;
  } else if constexpr (sizeof(T) == 2) {
    return static_cast<T>(__builtin_bswap16(value));
  } else if constexpr (sizeof(T) == 4) {
    return __builtin_bswap32(value);
  } else {
    return __builtin_bswap64(value);
  }
}

template <std::unsigned_integral T, std::endian Order>
class EndianField {
 public:
  constexpr EndianField() = default;
  constexpr EndianField(
      T value) noexcept  // NOLINT(google-explicit-constructor): reads like a number
      : bytes_(std::bit_cast<Bytes>(convert(value))) {}
  constexpr operator T() const noexcept {  // NOLINT(google-explicit-constructor)
    return convert(std::bit_cast<T>(bytes_));
  }
  constexpr T value() const noexcept { return *this; }

 private:
  using Bytes = std::array<unsigned char, sizeof(T)>;
  static constexpr T convert(T value) noexcept {
    return Order == std::endian::native ? value : byte_swap(value);
  }
  Bytes bytes_{};
};

using le16 = EndianField<std::uint16_t, std::endian::little>;
using le32 = EndianField<std::uint32_t, std::endian::little>;
using le64 = EndianField<std::uint64_t, std::endian::little>;
using be16 = EndianField<std::uint16_t, std::endian::big>;
using be32 = EndianField<std::uint32_t, std::endian::big>;
using be64 = EndianField<std::uint64_t, std::endian::big>;

static_assert(sizeof(le64) == 8 && alignof(le64) == 1);

}  // namespace vixmount
