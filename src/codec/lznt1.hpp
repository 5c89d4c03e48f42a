// LZNT1, the compression that NTFS itself does ([MS-XCA] 2.5): chunks that stand for 4 KiB each.
#pragma once

#include <cstddef>
#include <span>

#include "base/bytes.hpp"

namespace vixmount::codec {

// What a chunk stands for.
inline constexpr std::size_t kLznt1ChunkBytes = 4096;

// Decodes chunk by chunk up to the end marker, the end of the input or the end of `out`, and
// returns the bytes of `out` that the chunks stand for. A chunk that holds less than its 4 KiB goes
// on with zeros; what no chunk stands for is zeroed as well. Error{damaged} with the offset in the
// compressed bytes; `out` then holds anything that was decoded so far or was there before.
// May be called from many threads.
std::size_t decompress_lznt1(BytesView compressed, std::span<std::byte> out);

}  // namespace vixmount::codec
