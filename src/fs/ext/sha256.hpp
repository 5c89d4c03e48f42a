// SHA-256 (FIPS 180-4), for the readable form of long encrypted names only.
#pragma once

#include <array>
#include <cstddef>
#include <span>

namespace vixmount::fs::ext {

std::array<std::byte, 32> sha256(std::span<const std::byte> bytes) noexcept;

}  // namespace vixmount::fs::ext
