// AES-XTS on processors that work on four blocks with one instruction (VAES with AVX-512).
//
// OpenSSL takes a call for each sector, which for 512 bytes costs half as long as decrypting them,
// and uses the instructions for one block. Here a sector of 512 bytes is decrypted at once.
#pragma once

#include <cstddef>
#include <span>

#include "volume/crypt/sector_cipher.hpp"
#include "volume/crypt/sector_vectors.hpp"

namespace vixmount::volume::crypt {

// Null where the processor has no such instructions. `key`: both keys, 32 or 64 bytes together;
// else null as well. `vectors` by a rule that does not encrypt them.
SectorCipherPtr make_wide_xts_cipher(std::span<const std::byte> key, const SectorVectors& vectors);

}  // namespace vixmount::volume::crypt
