// What the targets of the decoders share: the first two bytes choose the size of the content, the
// rest is the compressed chunk, in a block of exactly its size so that a byte too far is noticed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>
#include <vector>

#include "base/bytes.hpp"
#include "base/error.hpp"

namespace vixmount::fuzz {

// Calls decode(compressed, out) with out.size() of 1 to `most`. Decoding twice must give the same
// answer and leave no byte of `out` as it was: the first time it is filled with ones, then zeros.
template <typename Decode>
void decode_twice(const std::uint8_t* data, std::size_t size, std::size_t most, Decode decode) {
  if (size < 2) return;
  const std::size_t wanted = 1 + (data[0] | data[1] << 8) % most;
  const auto input = std::as_bytes(std::span(data + 2, size - 2));
  const std::vector<std::byte> compressed(input.begin(), input.end());
  std::vector<std::byte> first(wanted, std::byte{0xFF}), second(wanted);
  const auto succeeds = [&](std::vector<std::byte>& out) {
    try {
      decode(BytesView(compressed), std::span(out));
      return true;
    } catch (const Error& error) {
      if (error.kind() != ErrorKind::damaged) std::abort();
      return false;
    }
  };
  const bool first_succeeds = succeeds(first), second_succeeds = succeeds(second);
  if (first_succeeds != second_succeeds || (first_succeeds && first != second)) std::abort();
}

}  // namespace vixmount::fuzz
