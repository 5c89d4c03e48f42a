#include "volume/bitlocker/password.hpp"

#include "base/text.hpp"
#include "volume/bitlocker/stretch.hpp"

namespace vixmount::volume::bitlocker {
namespace {

// The code point at `at` of valid UTF-8; moves `at` behind it.
char32_t take_code_point(std::string_view text, std::size_t& at) noexcept {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const auto first = byte(at++);
  if (first < 0x80) return first;
  const unsigned more = first >= 0xF0 ? 3 : first >= 0xE0 ? 2 : 1;
  char32_t code_point = first & (0x3FU >> more);
  for (unsigned i = 0; i < more; ++i) code_point = code_point << 6 | (byte(at++) & 0x3FU);
  return code_point;
}

}  // namespace

std::optional<Secret> password_hash(std::string_view text) {
  if (!is_valid_utf8(text)) return std::nullopt;
  Secret utf16(2 * text.size());  // no byte of UTF-8 makes more than one unit
  auto out = utf16.writable_bytes();
  std::size_t size = 0;
  const auto put = [&](char32_t unit) {
    out[size++] = static_cast<std::byte>(unit & 0xFFU);
    out[size++] = static_cast<std::byte>(unit >> 8);
  };
  for (std::size_t at = 0; at < text.size();) {
    const auto code_point = take_code_point(text, at);
    if (code_point >= 0x10000) {
      put(0xD800 + ((code_point - 0x10000) >> 10));
      put(0xDC00 + ((code_point - 0x10000) & 0x3FFU));
    } else {
      put(code_point);
    }
  }
  return sha256_of_secret(sha256_of_secret(utf16.bytes().first(size)).bytes());
}

}  // namespace vixmount::volume::bitlocker
