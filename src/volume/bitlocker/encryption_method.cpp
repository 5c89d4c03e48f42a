#include "volume/bitlocker/encryption_method.hpp"

#include <array>

#include "base/error.hpp"
#include "volume/bitlocker/elephant.hpp"
#include "volume/crypt/evp_cipher.hpp"

namespace vixmount::volume::bitlocker {
namespace {

// With the diffuser, whose key is the second half of the stored one, whatever the length in use.
constexpr std::uint16_t kElephant128 = 0x8000;
constexpr std::uint16_t kElephant256 = 0x8001;
constexpr std::uint16_t kXts128 = 0x8004;
constexpr std::size_t kElephantHalf = 32;

constexpr std::array<EncryptionMethod, 6> kMethods = {{
    {kElephant128, "aes-cbc-128-elephant", 2 * kElephantHalf},
    {kElephant256, "aes-cbc-256-elephant", 2 * kElephantHalf},
    {0x8002, "aes-cbc-128", 16},
    {0x8003, "aes-cbc-256", 32},
    {kXts128, "aes-xts-128", 32},
    {0x8005, "aes-xts-256", 64},
}};

}  // namespace

const EncryptionMethod* find_encryption_method(std::uint16_t number) noexcept {
  for (const auto& method : kMethods)
    if (method.number == number) return &method;
  return nullptr;
}

crypt::SectorCipherPtr make_cipher(const EncryptionMethod& method, std::span<const std::byte> key,
                                   std::uint32_t sector_size) {
  if (key.size() < method.key_bytes)
    fail(ErrorKind::damaged, "the BitLocker key for {} has {} bytes", method.name, key.size());
  if (method.number >= kXts128)
    return crypt::make_sector_cipher("aes-xts-plain64", key.first(method.key_bytes), sector_size);
  const bool elephant = method.number <= kElephant256;
  const std::size_t of_elephant = method.number == kElephant128 ? 16 : 32;
  const std::size_t length = elephant ? of_elephant : method.key_bytes;
  auto cbc = crypt::make_sector_cipher("aes-cbc-eboiv", key.first(length), sector_size);
  if (!elephant) return cbc;
  return make_elephant_cipher(std::move(cbc), key.subspan(kElephantHalf, length));
}

}  // namespace vixmount::volume::bitlocker
