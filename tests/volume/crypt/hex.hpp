// Bytes written as hexadecimal digits.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace vixmount::volume::crypt::test {

inline std::vector<std::byte> from_hex(std::string_view digits) {
  std::vector<std::byte> bytes;
  for (std::size_t i = 0; i + 1 < digits.size(); i += 2)
    bytes.push_back(
        static_cast<std::byte>(std::stoi(std::string(digits.substr(i, 2)), nullptr, 16)));
  return bytes;
}

inline std::string hex(std::span<const std::byte> bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string digits;
  for (const auto byte : bytes) {
    digits.push_back(kDigits[std::to_integer<unsigned>(byte) >> 4]);
    digits.push_back(kDigits[std::to_integer<unsigned>(byte) & 15U]);
  }
  return digits;
}

}  // namespace vixmount::volume::crypt::test
