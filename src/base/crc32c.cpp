#include "base/crc32c.hpp"

#include <array>
#include <cstring>

#include "base/endian.hpp"
#include "base/processor.hpp"

#ifdef VIXMOUNT_X86_FEATURES
#include <nmmintrin.h>
#endif

namespace vixmount {
namespace {

// What one byte becomes after eight shifts of the reflected polynomial.
constexpr std::array<std::uint32_t, 256> make_table() {
  std::array<std::uint32_t, 256> table{};
  for (std::uint32_t byte = 0; byte < table.size(); ++byte) {
    std::uint32_t value = byte;
    for (int bit = 0; bit < 8; ++bit)
      value = (value & 1) != 0 ? (value >> 1) ^ 0x82F63B78 : value >> 1;
    table[byte] = value;
  }
  return table;
}
constexpr auto kTable = make_table();

std::uint32_t by_table(std::uint32_t start, std::span<const std::byte> bytes) noexcept {
  std::uint32_t value = start;
  for (const auto byte : bytes)
    value = (value >> 8) ^ kTable[(value ^ std::to_integer<std::uint32_t>(byte)) & 0xFF];
  return value;
}

#ifdef VIXMOUNT_X86_FEATURES
__attribute__((target("sse4.2"))) std::uint32_t by_processor(
    std::uint32_t start, std::span<const std::byte> bytes) noexcept {
  std::uint64_t sum = start;
  for (; bytes.size() >= sizeof(sum); bytes = bytes.subspan(sizeof(sum))) {
    std::uint64_t word = 0;
    std::memcpy(&word, bytes.data(), sizeof(word));
    sum = _mm_crc32_u64(sum, word);
  }
  auto rest = static_cast<std::uint32_t>(sum);
  for (const auto byte : bytes) rest = _mm_crc32_u8(rest, std::to_integer<unsigned char>(byte));
  return rest;
}
#endif

}  // namespace

std::uint32_t crc32c(std::uint32_t start, std::span<const std::byte> bytes) noexcept {
#ifdef VIXMOUNT_X86_FEATURES
  static const bool kProcessorHasIt = processor_has_crc32();
  if (kProcessorHasIt) return by_processor(start, bytes);
#endif
  return by_table(start, bytes);
}

std::uint32_t crc32c(std::uint32_t start, std::uint32_t number) noexcept {
  const le32 stored = number;
  return crc32c(start, std::as_bytes(std::span(&stored, 1)));
}

}  // namespace vixmount
