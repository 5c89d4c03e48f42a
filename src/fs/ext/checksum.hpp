// The checksums of ext4's metadata.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "base/endian.hpp"

namespace vixmount::fs::ext {

// CRC-32C as ext4 chains it: no inversion at either end; the first link starts with 0xFFFFFFFF.
std::uint32_t crc32c(std::uint32_t start, std::span<const std::byte> bytes) noexcept;
// Chains the number as its four little endian bytes.
std::uint32_t crc32c(std::uint32_t start, std::uint32_t number) noexcept;

// CRC-16 (polynomial 0x8005 reflected), of group descriptors under gdt_checksum ("uninit_bg").
std::uint16_t crc16(std::uint16_t start, std::span<const std::byte> bytes) noexcept;

}  // namespace vixmount::fs::ext
