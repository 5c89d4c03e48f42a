// BLAKE2b with a digest of 256 bits and no key (RFC 7693). OpenSSL 3.0 has only the digest of 512
// bits, of which this is no part.
#pragma once

#include <array>
#include <cstddef>
#include <span>

namespace vixmount {

using Blake2bDigest = std::array<std::byte, 32>;

Blake2bDigest blake2b_256(std::span<const std::byte> bytes) noexcept;

// Those of the four quarters of `bytes`, together where the processor can: one message alone leaves
// most of it idle. bytes.size() is a multiple of four.
std::array<Blake2bDigest, 4> blake2b_256_of_four(std::span<const std::byte> bytes) noexcept;

}  // namespace vixmount
