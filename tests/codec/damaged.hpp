// What decoders say of damaged input.
#pragma once

#include <span>
#include <string_view>

#include "base/bytes.hpp"
#include "codec/content.hpp"

namespace vixmount::test {

// Decoding `compressed`, which begins at byte 1000 of something, to `size` bytes throws
// Error{damaged} of a byte in it or just behind it, whose message has `what` in it.
void expect_damaged(void (*decode)(BytesView, std::span<std::byte>), const Bytes& compressed,
                    std::size_t size, std::string_view what);

}  // namespace vixmount::test
