// The four checksums that Btrfs knows, of metadata and of data.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "base/bytes.hpp"
#include "fs/btrfs/layout.hpp"

namespace vixmount::fs::btrfs {

enum class ChecksumType : std::uint16_t { crc32c = 0, xxhash64 = 1, sha256 = 2, blake2b = 3 };

using Checksum = std::array<std::byte, layout::kChecksumBytes>;

// Bytes of one, 4 to 32. Error{unsupported} for a type that is not known.
std::size_t checksum_size(ChecksumType type);

// The rest of the field is zero.
Checksum checksum_of(ChecksumType type, std::span<const std::byte> bytes);

// `stored`: checksum_size(type) bytes.
bool checksum_matches(ChecksumType type, std::span<const std::byte> bytes,
                      std::span<const std::byte> stored);

// The numbers of the sectors of `bytes` that do not fit their checksums in `stored`, ascending.
std::vector<std::size_t> wrong_sectors(ChecksumType type, std::span<const std::byte> bytes,
                                       std::size_t sector_size, std::span<const std::byte> stored);

}  // namespace vixmount::fs::btrfs
