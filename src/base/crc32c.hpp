// CRC-32C (Castagnoli), the checksum of ext4's metadata and of the device mapper's.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace vixmount {

// Without an inversion at either end, so that sums chain; the first link usually starts with
// 0xFFFFFFFF.
std::uint32_t crc32c(std::uint32_t start, std::span<const std::byte> bytes) noexcept;
// Chains the number as its four little endian bytes.
std::uint32_t crc32c(std::uint32_t start, std::uint32_t number) noexcept;

}  // namespace vixmount
