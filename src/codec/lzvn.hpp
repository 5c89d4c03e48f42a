// LZVN, Apple's quick LZ77: literals and matches by instructions of one to three bytes. Fact: the
// description of the instructions in Apple's reference decoder (project lzfse).
#pragma once

#include <cstddef>
#include <span>

#include "base/bytes.hpp"

namespace vixmount::codec {

// Fills `out` from its byte `begin` on with what the stream stands for, which must be just that
// much; matches may reach back to the first byte of `out`. Input behind the end mark is ignored.
// Returns the bytes of the stream, with the end mark where there is one: an encoder that fills the
// room it has may leave it out. Error{damaged} with the offset in the compressed bytes; `out` then
// holds anything. May be called from many threads.
std::size_t decompress_lzvn(BytesView compressed, std::span<std::byte> out, std::size_t begin = 0);

}  // namespace vixmount::codec
