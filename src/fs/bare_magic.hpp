// A magic number that stands alone.
#pragma once

#include <algorithm>
#include <cstddef>

#include "base/bytes.hpp"

namespace vixmount::fs {

// True when `structure` is zeros but for the `length` bytes of its magic number at `at`. So it
// looks where another mkfs wiped the structure and its magic number was put back later (wipefs
// keeps copies of these): no file system, and copies of the structure elsewhere are leftovers.
inline bool is_bare_magic(BytesView structure, std::size_t at, std::size_t length) {
  const auto is_zero = [](BytesView bytes) {
    return std::all_of(bytes.span().begin(), bytes.span().end(),
                       [](std::byte byte) { return byte == std::byte{0}; });
  };
  return is_zero(structure.sub(0, at)) && is_zero(structure.from(at + length));
}

}  // namespace vixmount::fs
