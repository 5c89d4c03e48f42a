#include "fs/hfsplus/compressed_chunk.hpp"

#include <cstring>

#include "base/error.hpp"
#include "codec/lzfse.hpp"
#include "codec/lzvn.hpp"
#include "codec/zlib.hpp"

namespace vixmount::fs::hfsplus {
namespace {

// A first byte that no compressed piece begins with: what follows is stored as it is.
bool is_stored(Codec codec, unsigned first) noexcept {
  switch (codec) {
    case Codec::zlib:
      return (first & 0x0F) == 0x0F;
    case Codec::lzvn:
      return first == 0x06;
    case Codec::lzfse:
      return first == 0xFF;
    case Codec::none:
      return first == 0xCC;
  }
  return false;
}

void copy_stored(BytesView stored, std::span<std::byte> out) {
  if (stored.size() < out.size())
    fail_at(stored.origin(), "{} stored bytes where {} are needed", stored.size(), out.size());
  std::memcpy(out.data(), stored.data(), out.size());
}

void inflate(BytesView stored, std::span<std::byte> out) {
  if (codec::decompress_zlib(stored, out) != out.size())
    fail_at(stored.origin(), "a zlib stream that does not hold the {} bytes it should",
            out.size());
}

}  // namespace

void decode_chunk(Codec codec, BytesView stored, std::span<std::byte> out) {
  if (stored.empty()) fail_at(stored.origin(), "a compressed piece of no bytes");
  // Type 1 is without the byte in front.
  const bool is_bare = codec == Codec::none && stored.size() == out.size();
  if (!is_bare && is_stored(codec, stored.u8(0))) return copy_stored(stored.from(1), out);
  switch (codec) {
    case Codec::none:
      return copy_stored(stored, out);
    case Codec::zlib:
      return inflate(stored, out);
    case Codec::lzvn:
      codec::decompress_lzvn(stored, out);
      return;
    case Codec::lzfse:
      return codec::decompress_lzfse(stored, out);
  }
}

}  // namespace vixmount::fs::hfsplus
