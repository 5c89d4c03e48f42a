// The three compressions of file content.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "base/bytes.hpp"

namespace vixmount::fs::btrfs {

enum class Compression : std::uint8_t { none = 0, zlib = 1, lzo = 2, zstd = 3 };

// The most that one compressed extent stands for, and takes: the kernel's own limit, in bytes.
inline constexpr std::uint64_t kMostCompressedExtent = 128 << 10;

// Fills `out` with all that `stored` stands for. A stream may end inside the last sector, as that
// of a file whose size is no multiple of a sector does; zeros follow. Error{damaged},
// Error{unsupported} for an unknown compression. From many threads.
void decompress(Compression compression, BytesView stored, std::span<std::byte> out,
                std::uint32_t sector_size);

}  // namespace vixmount::fs::btrfs
