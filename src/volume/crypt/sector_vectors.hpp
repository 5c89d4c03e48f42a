// The initialisation vectors of sectors.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "volume/crypt/cipher_specification.hpp"

namespace vixmount::volume::crypt {

inline constexpr std::size_t kBlock = 16;  // bytes, of all ciphers here
using Block = std::array<std::byte, kBlock>;

// The number from which a sector's vector is made: offset + step * (number of the sector).
// LUKS2 counts in units of 512 bytes whatever the sector is; BitLocker counts sectors.
struct IvCounting {
  std::uint64_t step = 1;
  std::uint64_t offset = 0;
};

struct SectorVectors {
  IvRule rule = IvRule::none;
  std::size_t sector_size = 512;  // bytes
  IvCounting counting;

  // The vector of a sector, where the rule encrypts it before that.
  Block of(std::uint64_t sector) const noexcept;
};

}  // namespace vixmount::volume::crypt
