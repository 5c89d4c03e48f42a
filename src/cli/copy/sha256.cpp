#include "cli/copy/sha256.hpp"

#include <array>

namespace vixmount::cli {

Sha256::Sha256() noexcept { ::nettle_sha256_init(&context_); }

void Sha256::add(std::string_view bytes) noexcept {
  ::nettle_sha256_update(&context_, bytes.size(),
                         reinterpret_cast<const std::uint8_t*>(bytes.data()));
}

std::string Sha256::finish() noexcept {
  static constexpr std::string_view kDigits = "0123456789abcdef";
  std::array<std::uint8_t, SHA256_DIGEST_SIZE> digest{};
  ::nettle_sha256_digest(&context_, digest.size(), digest.data());
  std::string text;
  for (const auto byte : digest) {
    text.push_back(kDigits[byte >> 4]);
    text.push_back(kDigits[byte & 15U]);
  }
  return text;
}

}  // namespace vixmount::cli
