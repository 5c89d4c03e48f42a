// The hashes of directory names by which hash trees are ordered.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "fs/ext/superblock.hpp"

namespace vixmount::fs::ext {

// As stored in a directory's root. The unsigned variants treat bytes of names as unsigned.
enum class HashVersion : std::uint8_t {
  legacy = 0,
  half_md4 = 1,
  tea = 2,
  legacy_unsigned = 3,
  half_md4_unsigned = 4,
  tea_unsigned = 5,
  siphash = 6,  // needs the directory's key
};

struct NameHash {
  std::uint32_t major = 0;  // its lowest bit is always 0
  std::uint32_t minor = 0;
};

using HashSeed = std::array<std::uint32_t, 4>;

// The version that is meant on this file system when a directory says `stored`: versions 0 to 2
// are unsigned ones where the superblock says so.
std::uint8_t effective_hash_version(const Superblock& superblock, std::uint8_t stored) noexcept;

HashSeed hash_seed(const Superblock& superblock) noexcept;

// Nothing for versions that cannot be computed here. All zeros as seed stands for the default one.
std::optional<NameHash> hash_name(std::string_view name, std::uint8_t version,
                                  const HashSeed& seed) noexcept;

}  // namespace vixmount::fs::ext
