// Sector ciphers by name: AES, Camellia and ARIA as OpenSSL offers them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "volume/crypt/sector_cipher.hpp"
#include "volume/crypt/sector_vectors.hpp"

namespace vixmount::volume::crypt {

// The largest sector that dm-crypt and BitLocker have.
inline constexpr std::size_t kLargestSector = 4096;

// `specification` as dm-crypt names it; the length of `key` chooses the cipher's variant (XTS takes
// two keys in one). `sector_size`: 512, 1024, 2048 or 4096 bytes. The cipher keeps its own copy of
// the key and wipes it. Error{unsupported} for what is not known or not in the library,
// Error{damaged} for a key or sector of a size that cannot be.
SectorCipherPtr make_sector_cipher(std::string_view specification, std::span<const std::byte> key,
                                   std::size_t sector_size, IvCounting counting = {});

// Error{unsupported} for what make_sector_cipher() would refuse with any key.
void require_known_cipher(std::string_view specification);

}  // namespace vixmount::volume::crypt
