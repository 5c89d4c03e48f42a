// One compressed piece of a file: what each kind looks like, and how a piece says that it is stored
// as it is.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "base/bytes.hpp"

namespace vixmount::fs::hfsplus {

enum class Codec : std::uint8_t { none, zlib, lzvn, lzfse };

// Fills `out`, the whole content of the piece. Error{damaged} with the offset in `stored`.
void decode_chunk(Codec codec, BytesView stored, std::span<std::byte> out);

}  // namespace vixmount::fs::hfsplus
