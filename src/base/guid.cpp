#include "base/guid.hpp"

#include <algorithm>
#include <cstring>

namespace vixmount {
namespace {

int hex_value(char c) noexcept {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

constexpr bool is_hyphen_position(std::size_t index) noexcept {
  return index == 8 || index == 13 || index == 18 || index == 23;
}

}  // namespace

Guid Guid::from_uuid_bytes(std::span<const std::byte, 16> raw) noexcept {
  Guid guid;
  std::memcpy(guid.bytes.data(), raw.data(), raw.size());
  return guid;
}

Guid Guid::from_mixed_endian_bytes(std::span<const std::byte, 16> raw) noexcept {
  Guid guid = from_uuid_bytes(raw);
  std::reverse(guid.bytes.begin(), guid.bytes.begin() + 4);
  std::swap(guid.bytes[4], guid.bytes[5]);
  std::swap(guid.bytes[6], guid.bytes[7]);
  return guid;
}

std::optional<Guid> Guid::parse(std::string_view text) noexcept {
  if (text.size() == 38 && text.front() == '{' && text.back() == '}') text = text.substr(1, 36);
  if (text.size() != 36) return std::nullopt;
  Guid guid;
  std::size_t nibble = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (is_hyphen_position(i)) {
      if (text[i] != '-') return std::nullopt;
      continue;
    }
    const int value = hex_value(text[i]);
    if (value < 0) return std::nullopt;
    auto& byte = guid.bytes[nibble / 2];
    byte = static_cast<std::uint8_t>(nibble % 2 == 0 ? value << 4 : byte | value);
    ++nibble;
  }
  return guid;
}

bool Guid::is_nil() const noexcept {
  return std::all_of(bytes.begin(), bytes.end(), [](auto byte) { return byte == 0; });
}

std::string Guid::to_string() const {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string text;
  text.reserve(36);
  for (const auto byte : bytes) {
    if (is_hyphen_position(text.size())) text.push_back('-');
    text.push_back(kDigits[byte >> 4]);
    text.push_back(kDigits[byte & 15]);
  }
  return text;
}

}  // namespace vixmount
