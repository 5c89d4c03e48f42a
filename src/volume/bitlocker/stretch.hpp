// How BitLocker makes a key of a password: about a million rounds of SHA-256.
#pragma once

#include <cstdint>
#include <span>

#include "base/secret.hpp"

namespace vixmount::volume::bitlocker {

inline constexpr std::uint32_t kStretchRounds = 0x100000;

// 32 bytes. `initial`: the SHA-256 that the password gives, 32 bytes; `salt`: 16 bytes. Takes some
// tenths of a second: callers bound how often.
Secret stretch(std::span<const std::byte, 32> initial, std::span<const std::byte, 16> salt,
               std::uint32_t rounds = kStretchRounds);

// SHA-256 of secret bytes; what was hashed does not stay in memory.
Secret sha256_of_secret(std::span<const std::byte> bytes);

}  // namespace vixmount::volume::bitlocker
