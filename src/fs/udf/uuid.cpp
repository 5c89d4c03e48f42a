#include "fs/udf/uuid.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/text.hpp"

namespace vixmount::fs::udf {
namespace {

bool is_hex_digit(char c) noexcept {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

std::string in_hex(std::string_view text) {
  std::string hex;
  for (const char c : text) hex += fmt::format("{:02x}", static_cast<unsigned char>(c));
  return hex;
}

}  // namespace

std::string uuid_of(std::string_view set_identifier) {
  if (set_identifier.size() < 8) return {};
  const auto first = set_identifier.substr(0, 16);
  const auto digits = static_cast<std::size_t>(
      std::find_if_not(first.begin(), first.end(), is_hex_digit) - first.begin());
  if (digits < 8) return in_hex(first.substr(0, 8));
  if (digits < 16) return to_lower_ascii(first.substr(0, 8)) + in_hex(set_identifier.substr(8, 4));
  return to_lower_ascii(first);
}

std::string label_text(std::string_view label) {
  return std::string(label.substr(0, label.find_last_not_of(" \t\r\n") + 1));
}

}  // namespace vixmount::fs::udf
