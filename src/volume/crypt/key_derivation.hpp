// Keys from passphrases: PBKDF2 (RFC 8018) by OpenSSL, Argon2 (RFC 9106) by libargon2.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <variant>

#include "base/secret.hpp"

namespace vixmount::volume::crypt {

struct Pbkdf2 {
  std::string hash;  // as Linux names it: "sha256"
  std::uint32_t iterations = 0;
};

struct Argon2 {
  bool also_by_data = false;     // false: Argon2i, true: Argon2id
  std::uint32_t passes = 0;      // over the memory
  std::uint32_t memory_kib = 0;  // KiB
  std::uint32_t lanes = 0;       // that threads may work on at the same time
};

using KeyDerivation = std::variant<Pbkdf2, Argon2>;

// What one derivation takes, in units of some microseconds of one processor at most: a hash block's
// iteration, a KiB filled. Headers may ask for any amount; see check_cost().
std::uint64_t cost_of(const KeyDerivation& derivation, std::size_t key_bytes);

// One derivation may cost this much: 67 million iterations of PBKDF2 (20 s with SHA-256) or 64
// passes over 1 GiB. cryptsetup, asked to make a derivation last two seconds, takes a tenth.
inline constexpr std::uint64_t kMostCost = 1ULL << 26;
// What Argon2 may use; cryptsetup makes none that needs more.
inline constexpr std::uint32_t kMostArgon2MemoryKib = 4U << 20;
inline constexpr std::uint32_t kMostArgon2Lanes = 64;

// Error{limit_exceeded} that says what is asked for, when it is beyond the bounds above;
// Error{damaged} for parameters that cannot be; Error{unsupported} for a hash that is not known.
void check_cost(const KeyDerivation& derivation, std::size_t key_bytes);

// Checks the cost, too. Error{no_memory} where Argon2's memory is not to be had. Safe from many
// threads; Argon2 starts threads of its own.
Secret derive_key(const KeyDerivation& derivation, std::span<const std::byte> passphrase,
                  std::span<const std::byte> salt, std::size_t key_bytes);

}  // namespace vixmount::volume::crypt
