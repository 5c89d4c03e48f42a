#include "fs/ext/checksum.hpp"

#include <array>

namespace vixmount::fs::ext {
namespace {

// What one byte becomes after eight shifts of the reflected polynomial.
constexpr std::array<std::uint16_t, 256> make_table() {
  std::array<std::uint16_t, 256> table{};
  for (unsigned byte = 0; byte < table.size(); ++byte) {
    unsigned value = byte;
    for (int bit = 0; bit < 8; ++bit) value = (value & 1) != 0 ? (value >> 1) ^ 0xA001 : value >> 1;
    table[byte] = static_cast<std::uint16_t>(value);
  }
  return table;
}
constexpr auto kTable = make_table();

}  // namespace

std::uint16_t crc16(std::uint16_t start, std::span<const std::byte> bytes) noexcept {
  unsigned value = start;
  for (const auto byte : bytes)
    value = (value >> 8) ^ kTable[(value ^ std::to_integer<unsigned>(byte)) & 0xFF];
  return static_cast<std::uint16_t>(value);
}

}  // namespace vixmount::fs::ext
