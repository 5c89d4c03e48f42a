// A plain LZNT1 compressor for tests, written from [MS-XCA] 2.5 alone: searches every distance.
#pragma once

#include <cstddef>
#include <span>

#include "codec/content.hpp"

namespace vixmount::test {

// Chunks of 4 KiB of `content`, those that do not get smaller stored as they are; with an end
// marker when `end_marker`.
Bytes pack_lznt1(std::span<const std::byte> content, bool end_marker);

}  // namespace vixmount::test
