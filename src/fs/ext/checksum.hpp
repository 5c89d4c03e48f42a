// The checksums of ext4's metadata: CRC-32C as ext4 chains it (the first link starts with
// 0xFFFFFFFF), and CRC-16.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "base/crc32c.hpp"

namespace vixmount::fs::ext {

// CRC-16 (polynomial 0x8005 reflected), of group descriptors under gdt_checksum ("uninit_bg").
std::uint16_t crc16(std::uint16_t start, std::span<const std::byte> bytes) noexcept;

}  // namespace vixmount::fs::ext
