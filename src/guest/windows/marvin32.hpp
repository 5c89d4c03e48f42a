// Marvin32, the keyed checksum of Windows' transaction logs (as in Microsoft's
// .NET runtime, whose test vectors it is checked with).
#pragma once

#include <cstdint>

#include "base/bytes.hpp"

namespace vixmount::guest::windows {

// Of the registry's logs.
inline constexpr std::uint64_t kRegistrySeed = 0x82EF'4D88'7A4E'55C5;

// 64 bits, as the logs store them.
std::uint64_t marvin32(const BytesView& bytes, std::uint64_t seed) noexcept;

}  // namespace vixmount::guest::windows
