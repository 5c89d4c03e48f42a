#include "fs/ext/checksum.hpp"

#include <array>
#include <cstring>

#include "base/processor.hpp"

#ifdef VIXMOUNT_X86_FEATURES
#include <nmmintrin.h>
#endif

namespace vixmount::fs::ext {
namespace {

// What one byte becomes after eight shifts of a reflected polynomial.
template <typename Sum, Sum kPolynomial>
constexpr std::array<Sum, 256> make_table() {
  std::array<Sum, 256> table{};
  for (unsigned byte = 0; byte < table.size(); ++byte) {
    unsigned value = byte;
    for (int bit = 0; bit < 8; ++bit)
      value = (value & 1) != 0 ? (value >> 1) ^ kPolynomial : value >> 1;
    table[byte] = static_cast<Sum>(value);
  }
  return table;
}
constexpr auto kCrc16Table = make_table<std::uint16_t, 0xA001>();
constexpr auto kCrc32cTable = make_table<std::uint32_t, 0x82F63B78>();

template <typename Sum>
Sum by_table(const std::array<Sum, 256>& table, Sum start,
             std::span<const std::byte> bytes) noexcept {
  unsigned value = start;
  for (const auto byte : bytes)
    value = (value >> 8) ^ table[(value ^ std::to_integer<unsigned>(byte)) & 0xFF];
  return static_cast<Sum>(value);
}

#ifdef VIXMOUNT_X86_FEATURES
__attribute__((target("sse4.2"))) std::uint32_t crc32c_by_processor(
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
  static const bool kByProcessor = processor_has_crc32();
  if (kByProcessor) return crc32c_by_processor(start, bytes);
#endif
  return by_table(kCrc32cTable, start, bytes);
}

std::uint32_t crc32c(std::uint32_t start, std::uint32_t number) noexcept {
  const le32 stored = number;
  return crc32c(start, std::as_bytes(std::span(&stored, 1)));
}

std::uint16_t crc16(std::uint16_t start, std::span<const std::byte> bytes) noexcept {
  return by_table(kCrc16Table, start, bytes);
}

}  // namespace vixmount::fs::ext
