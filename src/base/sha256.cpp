#include "base/sha256.hpp"

#include <string_view>

// The interface that OpenSSL recommends instead looks algorithms up by name and takes a lock.
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/sha.h>

namespace vixmount {
namespace {

SHA256_CTX* context_in(void* state) noexcept { return static_cast<SHA256_CTX*>(state); }

}  // namespace

Sha256::Sha256() noexcept {
  static_assert(sizeof(SHA256_CTX) <= sizeof(State) && alignof(SHA256_CTX) <= alignof(State));
  ::SHA256_Init(context_in(&state_));
}

void Sha256::add(std::span<const std::byte> bytes) noexcept {
  ::SHA256_Update(context_in(&state_), bytes.data(), bytes.size());
}

Sha256::Digest Sha256::finish() noexcept {
  Digest digest{};
  ::SHA256_Final(reinterpret_cast<unsigned char*>(digest.data()), context_in(&state_));
  return digest;
}

std::string to_hex(const Sha256::Digest& digest) {
  static constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  for (const auto byte : digest) {
    text.push_back(kDigits[std::to_integer<unsigned>(byte) >> 4]);
    text.push_back(kDigits[std::to_integer<unsigned>(byte) & 15U]);
  }
  return text;
}

}  // namespace vixmount
