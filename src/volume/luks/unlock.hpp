// Finds the key of a LUKS volume.
#pragma once

#include <atomic>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/secret.hpp"
#include "io/byte_source.hpp"
#include "volume/key_ring.hpp"
#include "volume/luks/header.hpp"

namespace vixmount::volume::luks {

struct Unlocking {
  std::optional<Secret> volume_key;
  // Where there is no key: why, for people: "no key was given", "none of the 2 keys that were given
  // fits"; with what could not be tried.
  std::string reason;
};

// Of all derivations for a volume, in crypt::cost_of()'s units: a minute or two of one processor.
inline constexpr std::uint64_t kMostWork = 1ULL << 28;
// And for all volumes of a disk set.
inline constexpr std::uint64_t kMostWorkOfSet = 1ULL << 30;

// Tries each key on each keyslot, passphrases with a line break at their end without it as well.
// The work is bounded (crypt::kMostCost for a derivation, kMostWork for all); it is taken off
// `work_left`. Error{limit_exceeded} where the digest of the volume key itself asks for too much;
// Error{io} passes through.
Unlocking unlock(const Header& header, const io::ByteSource& disk,
                 const std::vector<const Key*>& keys, std::atomic<std::uint64_t>& work_left);

}  // namespace vixmount::volume::luks
