// The checksum that private headers and tables of contents have.
#pragma once

#include <cstdint>

#include "base/bytes.hpp"

namespace vixmount::volume::ldm {

// The sum of all bytes of `block`, without the four of the checksum itself, which stand at byte 8.
inline bool has_good_checksum(const BytesView& block) {
  constexpr std::size_t kPlace = 8;
  std::uint32_t sum = 0;
  for (std::size_t i = 0; i < block.size(); ++i)
    if (i < kPlace || i >= kPlace + 4) sum += block.u8(i);
  return sum == block.be32_at(kPlace);
}

}  // namespace vixmount::volume::ldm
