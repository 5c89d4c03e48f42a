#include "cli/copy/sha256.hpp"

#include "base/bytes.hpp"

namespace vixmount::cli {

void Sha256::add(std::string_view bytes) noexcept { hash_.add(as_bytes(bytes)); }

std::string Sha256::finish() {
  static constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  for (const auto byte : hash_.finish()) {
    text.push_back(kDigits[std::to_integer<unsigned>(byte >> 4)]);
    text.push_back(kDigits[std::to_integer<unsigned>(byte & std::byte{15})]);
  }
  return text;
}

}  // namespace vixmount::cli
