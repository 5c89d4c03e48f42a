// XXH64, a fast checksum that Btrfs offers. Source: the xxHash specification (doc/xxhash_spec.md of
// the project xxHash).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace vixmount {

std::uint64_t xxhash64(std::span<const std::byte> bytes, std::uint64_t seed = 0) noexcept;

}  // namespace vixmount
