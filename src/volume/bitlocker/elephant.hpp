// The Elephant diffuser of Windows Vista and 7: mixes all bits of a sector, around AES-CBC.
// Source: N. Ferguson, "AES-CBC + Elephant diffuser", Microsoft 2006.
#pragma once

#include <cstddef>
#include <span>

#include "volume/crypt/sector_cipher.hpp"

namespace vixmount::volume::bitlocker {

// `cbc` decrypts the sectors first; `tweak_key`: 16 or 32 bytes.
crypt::SectorCipherPtr make_elephant_cipher(crypt::SectorCipherPtr cbc,
                                            std::span<const std::byte> tweak_key);

// Undoes both diffusers on whole sectors of 512 to 4096 bytes (a multiple of 32).
void undo_diffusers(std::span<std::byte> sectors, std::size_t sector_size) noexcept;

}  // namespace vixmount::volume::bitlocker
