// The checksum of version 5: CRC-32C over a structure whose checksum field counts as zero.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace vixmount::fs::xfs {

// `field`: offset of the four bytes of the checksum, inside of `bytes`.
std::uint32_t checksum(std::span<const std::byte> bytes, std::size_t field) noexcept;

}  // namespace vixmount::fs::xfs
