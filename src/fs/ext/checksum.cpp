#include "fs/ext/checksum.hpp"

#include <array>

#include <isa-l/crc.h>

namespace vixmount::fs::ext {
namespace {

constexpr std::array<std::uint16_t, 256> make_crc16_table() {
  std::array<std::uint16_t, 256> table{};
  for (unsigned byte = 0; byte < table.size(); ++byte) {
    unsigned value = byte;
    for (int bit = 0; bit < 8; ++bit)
      value = (value & 1) != 0 ? (value >> 1) ^ 0xA001U : value >> 1;  // 0x8005 reflected
    table[byte] = static_cast<std::uint16_t>(value);
  }
  return table;
}
constexpr auto kCrc16Table = make_crc16_table();

}  // namespace

std::uint32_t crc32c(std::uint32_t start, std::span<const std::byte> bytes) noexcept {
  // ISA-L takes a pointer to unsigned char that it does not write through, and an int.
  static_assert(sizeof(int) >= 4);
  auto* data = const_cast<unsigned char*>(reinterpret_cast<const unsigned char*>(bytes.data()));
  return crc32_iscsi(data, static_cast<int>(bytes.size()), start);
}

std::uint32_t crc32c(std::uint32_t start, std::uint32_t number) noexcept {
  const le32 stored = number;
  return crc32c(start, std::as_bytes(std::span(&stored, 1)));
}

std::uint16_t crc16(std::uint16_t start, std::span<const std::byte> bytes) noexcept {
  unsigned value = start;
  for (const auto byte : bytes)
    value = (value >> 8) ^ kCrc16Table[(value ^ std::to_integer<unsigned>(byte)) & 0xFF];
  return static_cast<std::uint16_t>(value);
}

}  // namespace vixmount::fs::ext
