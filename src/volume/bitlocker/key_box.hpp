// Keys as BitLocker's metadata hold them: plain, or encrypted by AES-CCM with another key.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "base/bytes.hpp"
#include "base/secret.hpp"

namespace vixmount::volume::bitlocker {

struct StoredKey {
  std::uint16_t method = 0;  // what it is for: 0x2003 a master key, 0x8000 and up sectors
  Secret bytes;
};

// The data of a datum of type `key`.
StoredKey parse_key(BytesView data);

inline constexpr std::size_t kKeyBytes = 32;  // of every key but those of the sectors

// The data of a datum of type `encrypted_key`, opened. Nothing when `key` (kKeyBytes) is not its
// key, which the authentication tag tells; Error{damaged} when it is too short or holds no key.
std::optional<StoredKey> open_box(BytesView data, std::span<const std::byte> key);

}  // namespace vixmount::volume::bitlocker
