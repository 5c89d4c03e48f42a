// The checksum of jbd2's checksum v1; the others are CRC-32C, in fs/ext/checksum.hpp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace vixmount::fs::ext::jbd2 {

inline constexpr std::uint32_t kChecksumStart = 0xFFFFFFFF;

// CRC-32 (IEEE 802.3), most significant bit first; no inversion at either end, so that a sum goes
// on over the next block.
std::uint32_t crc32_big_endian(std::uint32_t state, std::span<const std::byte> bytes) noexcept;

}  // namespace vixmount::fs::ext::jbd2
