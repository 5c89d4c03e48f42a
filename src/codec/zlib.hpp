// zlib streams (RFC 1950), by libdeflate.
#pragma once

#include <cstddef>
#include <optional>
#include <span>

#include "base/bytes.hpp"

namespace vixmount::codec {

// Decompresses the stream at the front of `stored`; what follows it is left. Returns how many bytes
// of `out` it gave; nothing when it is damaged or gives more. Error{no_memory}.
std::optional<std::size_t> decompress_zlib(BytesView stored, std::span<std::byte> out);

}  // namespace vixmount::codec
