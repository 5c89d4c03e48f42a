// The tag in front of every descriptor: what it is, where it belongs, and two sums that tell
// damage. Facts: ECMA-167, 3/7.2 and 4/7.2.
#pragma once

#include <cstdint>
#include <span>

#include "base/bytes.hpp"
#include "fs/udf/layout.hpp"

namespace vixmount::fs::udf {

// CRC-16 of ITU-T V.41: polynomial x^16 + x^12 + x^5 + 1, from zero.
std::uint16_t crc_itu_t(std::span<const std::byte> bytes) noexcept;

std::uint8_t tag_checksum(BytesView tag);

// The tag at the front of `descriptor`, whose version and checksum are right and whose CRC is,
// where it covers no more than `descriptor`. Error{damaged}.
layout::Tag check_tag(BytesView descriptor);
// The same without an exception.
bool has_sound_tag(BytesView descriptor) noexcept;

// The same, and it belongs at `location`.
layout::Tag check_tag_at(BytesView descriptor, std::uint32_t location);
// The same, and is an `identifier`; `what` names it in messages.
void require_tag(BytesView descriptor, std::uint16_t identifier, std::uint32_t location,
                 std::string_view what);

}  // namespace vixmount::fs::udf
