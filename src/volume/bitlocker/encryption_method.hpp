// How the sectors of a BitLocker volume are encrypted.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "volume/crypt/sector_cipher.hpp"

namespace vixmount::volume::bitlocker {

struct EncryptionMethod {
  std::uint16_t number;
  std::string_view name;  // "aes-xts-128"
  std::size_t key_bytes;
};

// Null when the number is none of a sector encryption.
const EncryptionMethod* find_encryption_method(std::uint16_t number) noexcept;

// The cipher of `method` with the volume's key (at least method.key_bytes); sectors are counted
// from the begin of the volume. Error{damaged} for a key that is too short.
crypt::SectorCipherPtr make_cipher(const EncryptionMethod& method, std::span<const std::byte> key,
                                   std::uint32_t sector_size);

}  // namespace vixmount::volume::bitlocker
