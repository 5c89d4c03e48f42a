// BLAKE2b with a digest of 256 bits and no key (RFC 7693). OpenSSL 3.0 has only the digest of 512
// bits, of which this is no part.
#pragma once

#include <array>
#include <cstddef>
#include <span>

namespace vixmount {

std::array<std::byte, 32> blake2b_256(std::span<const std::byte> bytes) noexcept;

}  // namespace vixmount
