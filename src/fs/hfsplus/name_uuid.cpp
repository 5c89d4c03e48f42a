#include "fs/hfsplus/name_uuid.hpp"

#include <array>
#include <cstdint>
#include <cstring>
#include <vector>

#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/md5.h>

namespace vixmount::fs::hfsplus {
namespace {

// Not for security: Linux derives HFS+ UUIDs with it.
std::array<std::uint8_t, MD5_DIGEST_LENGTH> md5(std::span<const std::byte> message) {
  std::array<std::uint8_t, MD5_DIGEST_LENGTH> digest{};
  MD5_CTX context;
  ::MD5_Init(&context);
  ::MD5_Update(&context, message.data(), message.size());
  ::MD5_Final(digest.data(), &context);
  return digest;
}

}  // namespace

Guid name_uuid(const Guid& name_space, std::span<const std::byte> name) {
  const auto space = std::as_bytes(std::span(name_space.bytes));
  std::vector<std::byte> message(space.begin(), space.end());
  message.insert(message.end(), name.begin(), name.end());
  const auto digest = md5(message);
  Guid uuid;
  std::memcpy(uuid.bytes.data(), digest.data(), uuid.bytes.size());
  uuid.bytes[6] = static_cast<std::uint8_t>((uuid.bytes[6] & 0x0F) | 0x30);  // version 3
  uuid.bytes[8] = static_cast<std::uint8_t>((uuid.bytes[8] & 0x3F) | 0x80);
  return uuid;
}

}  // namespace vixmount::fs::hfsplus
