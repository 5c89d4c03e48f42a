#include "codec/lznt1_packer.hpp"

#include <algorithm>

namespace vixmount::test {
namespace {

constexpr std::size_t kChunk = 4096;

struct Match {
  std::size_t distance = 0, length = 0;
};

// Bits of the distance when `before` bytes of the chunk are there: the largest M of 4 to 12 with
// 2^(M-1) < before.
unsigned distance_bits(std::size_t before) {
  unsigned bits = 4;
  for (unsigned m = 4; m <= 12; ++m)
    if ((std::size_t{1} << (m - 1)) < before) bits = m;
  return bits;
}

Match best_match(std::span<const std::byte> chunk, std::size_t at) {
  const auto bits = distance_bits(at);
  const std::size_t most =
      std::min<std::size_t>((std::size_t{1} << (16 - bits)) + 2, chunk.size() - at);
  Match best;
  for (std::size_t distance = 1; distance <= std::min(at, std::size_t{1} << bits); ++distance) {
    std::size_t length = 0;
    while (length < most && chunk[at + length] == chunk[at + length - distance]) ++length;
    if (length > best.length) best = {distance, length};
  }
  return best;
}

void put16(Bytes& out, std::size_t value) {
  out.push_back(static_cast<std::byte>(value & 0xFF));
  out.push_back(static_cast<std::byte>(value >> 8));
}

Bytes pack_chunk(std::span<const std::byte> chunk) {
  Bytes body;
  std::size_t flags_at = 0;
  unsigned element = 8;
  for (std::size_t at = 0; at < chunk.size();) {
    if (element == 8) {
      flags_at = body.size();
      body.push_back(std::byte{0});
      element = 0;
    }
    const auto match = best_match(chunk, at);
    if (match.length >= 3) {
      body[flags_at] |= static_cast<std::byte>(1U << element);
      put16(body, (match.distance - 1) << (16 - distance_bits(at)) | (match.length - 3));
      at += match.length;
    } else {
      body.push_back(chunk[at++]);
    }
    ++element;
  }
  return body;
}

}  // namespace

Bytes pack_lznt1(std::span<const std::byte> content, bool end_marker) {
  Bytes out;
  for (std::size_t at = 0; at < content.size(); at += kChunk) {
    const auto chunk = content.subspan(at, std::min(kChunk, content.size() - at));
    const auto body = pack_chunk(chunk);
    const bool smaller = body.size() < chunk.size();
    const auto bytes = smaller ? std::span<const std::byte>(body) : chunk;
    put16(out, (smaller ? 0xB000 : 0x3000) | (bytes.size() - 1));
    out.insert(out.end(), bytes.begin(), bytes.end());
  }
  if (end_marker) put16(out, 0);
  return out;
}

}  // namespace vixmount::test
