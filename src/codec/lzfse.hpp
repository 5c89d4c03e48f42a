// LZFSE, Apple's LZ77 with finite state entropy coding: a chain of blocks, each coded in its own
// way. Facts: the layouts and tables of Apple's reference implementation (project lzfse).
#pragma once

#include <span>

#include "base/bytes.hpp"

namespace vixmount::codec {

// Fills `out`, which has exactly the size of the content. Input behind the content is ignored.
// Error{damaged} with the offset in the compressed bytes; `out` then holds anything. Blocks of
// version 1, which no encoder is known to write, are taken for damage. May be called from many
// threads.
void decompress_lzfse(BytesView compressed, std::span<std::byte> out);

}  // namespace vixmount::codec
