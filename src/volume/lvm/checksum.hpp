// The checksum of LVM2's labels, headers and texts.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace vixmount::volume::lvm {

inline constexpr std::uint32_t kChecksumStart = 0xF597A6CF;

// CRC-32 with the usual polynomial, but its own start and no inversion at the end. `start`: the
// checksum of what stands in front, for content in several pieces.
std::uint32_t checksum(std::span<const std::byte> bytes,
                       std::uint32_t start = kChecksumStart) noexcept;

}  // namespace vixmount::volume::lvm
