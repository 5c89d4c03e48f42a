#include "fs/ext/encrypted_name.hpp"

#include <cstdint>

#include "base/bytes.hpp"
#include "base/endian.hpp"
#include "base/sha256.hpp"

namespace vixmount::fs::ext {
namespace {

constexpr std::size_t kHashBytes = 8;
constexpr std::size_t kMostPrefix = 149;
constexpr std::size_t kDigestBytes = sizeof(Sha256::Digest);
constexpr std::string_view kAlphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

std::string encode_base64url(std::string_view bytes) {
  std::string out;
  std::uint32_t bits = 0;
  int count = 0;
  for (const char byte : bytes) {
    bits = bits << 8 | static_cast<unsigned char>(byte);
    for (count += 8; count >= 6; count -= 6) out += kAlphabet[bits >> (count - 6) & 63];
  }
  if (count != 0) out += kAlphabet[bits << (6 - count) & 63];
  return out;
}

std::optional<std::string> decode_base64url(std::string_view text) {
  std::string out;
  std::uint32_t bits = 0;
  int count = 0;
  for (const char letter : text) {
    const auto value = kAlphabet.find(letter);
    if (value == std::string_view::npos) return std::nullopt;
    bits = bits << 6 | static_cast<std::uint32_t>(value);
    count += 6;
    if (count >= 8) {
      count -= 8;
      out += static_cast<char>(bits >> count & 0xFF);
    }
  }
  if ((bits & ((1U << count) - 1)) != 0 || count >= 6) return std::nullopt;
  return out;
}

std::string digest_of(std::string_view bytes) {
  Sha256 hash;
  hash.add(as_bytes(bytes));
  const auto digest = hash.finish();
  return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

}  // namespace

std::string readable_encrypted_name(std::string_view stored, NameHash hash) {
  const le32 hashes[] = {hash.major, hash.minor};
  static_assert(sizeof hashes == kHashBytes);
  std::string bytes(reinterpret_cast<const char*>(hashes), sizeof hashes);
  bytes += stored.substr(0, kMostPrefix);
  if (stored.size() > kMostPrefix) bytes += digest_of(stored.substr(kMostPrefix));
  return encode_base64url(bytes);
}

std::optional<EncryptedName> EncryptedName::parse(std::string_view readable) {
  auto bytes = decode_base64url(readable);
  constexpr auto kLong = kHashBytes + kMostPrefix;
  if (!bytes || bytes->size() <= kHashBytes) return std::nullopt;
  EncryptedName out;
  out.prefix_ = bytes->substr(kHashBytes, kMostPrefix);
  if (bytes->size() > kLong) {
    out.digest_ = bytes->substr(kLong);
    if (out.digest_.size() != kDigestBytes) return std::nullopt;
  }
  return out;
}

bool EncryptedName::matches(std::string_view stored) const {
  if (digest_.empty()) return stored == prefix_;
  return stored.size() > prefix_.size() && stored.starts_with(prefix_) &&
         digest_of(stored.substr(prefix_.size())) == digest_;
}

std::optional<std::string_view> EncryptedName::stored() const noexcept {
  if (digest_.empty()) return prefix_;
  return std::nullopt;
}

}  // namespace vixmount::fs::ext
