// LZO1X, as Btrfs stores it: the plain stream without a header.
// Source: "LZO stream format as understood by Linux' LZO decompressor"
// (Documentation/staging/lzo.rst of the kernel).
#pragma once

#include <cstddef>
#include <span>

#include "base/bytes.hpp"

namespace vixmount::codec {

// Decodes one stream up to its end mark, and returns the bytes of `out` that were filled.
// Error{damaged} with the offset in the compressed bytes when the stream is wrong, ends early, or
// stands for more than `out` holds; `out` then holds anything. May be called from many threads.
std::size_t decompress_lzo1x(BytesView compressed, std::span<std::byte> out);

}  // namespace vixmount::codec
