#include "fs/ext/journal/checksum.hpp"

#include <array>

namespace vixmount::fs::ext::jbd2 {
namespace {

constexpr std::array<std::uint32_t, 256> make_table() {
  std::array<std::uint32_t, 256> table{};
  for (std::uint32_t byte = 0; byte < table.size(); ++byte) {
    auto value = byte << 24;
    for (int bit = 0; bit < 8; ++bit)
      value = (value >> 31) != 0 ? (value << 1) ^ 0x04C11DB7U : value << 1;
    table[byte] = value;
  }
  return table;
}
constexpr auto kTable = make_table();

}  // namespace

std::uint32_t crc32_big_endian(std::uint32_t state, std::span<const std::byte> bytes) noexcept {
  for (const auto byte : bytes)
    state = (state << 8) ^ kTable[(state >> 24) ^ std::to_integer<std::uint32_t>(byte)];
  return state;
}

}  // namespace vixmount::fs::ext::jbd2
