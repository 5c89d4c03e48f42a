// LZX as WIM archives and WOF files hold it: independent chunks with a window of 32 KiB.
#pragma once

#include <cstddef>
#include <span>

#include "base/bytes.hpp"

namespace vixmount::codec {

// The window, and so the largest chunk whose alphabet is that of 30 position slots.
inline constexpr std::size_t kMostLzxBytes = 32768;

// Fills `out`, which has exactly the size of the chunk's content; x86 calls are translated back.
// Input behind the last symbol is ignored. Error{damaged} with the offset in the compressed bytes;
// `out` then holds anything that was decoded so far or was there before. Error{invalid_argument}
// above kMostLzxBytes. May be called from many threads; needs about 16 KiB of stack.
void decompress_lzx(BytesView compressed, std::span<std::byte> out);

}  // namespace vixmount::codec
