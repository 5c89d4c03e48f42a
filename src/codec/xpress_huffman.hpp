// XPRESS with Huffman codes ("LZ77+Huffman" of [MS-XCA] 2.1 and 2.2), as Windows compresses system
// files (WOF) and WIM archives with it: one chunk, one table of code lengths.
#pragma once

#include <cstddef>
#include <span>

#include "base/bytes.hpp"

namespace vixmount::codec {

// The chunk's table serves for so many bytes of output; longer streams begin a new table, which no
// WOF chunk does (at most 16 KiB).
inline constexpr std::size_t kMostXpressBytes = 65536;

// Fills `out`, which has exactly the size of the chunk's content. Input behind the last symbol is
// ignored. Error{damaged} with the offset in the compressed bytes; `out` then holds anything that
// was decoded so far or was there before. Error{invalid_argument} above kMostXpressBytes.
// May be called from many threads; needs about 12 KiB of stack.
void decompress_xpress_huffman(BytesView compressed, std::span<std::byte> out);

}  // namespace vixmount::codec
