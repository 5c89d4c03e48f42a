#include "volume/crypt/anti_forensic.hpp"

#include <algorithm>
#include <array>
#include <cstring>

#include "base/checked.hpp"
#include "base/endian.hpp"
#include "base/error.hpp"
#include "volume/crypt/hash.hpp"

namespace vixmount::volume::crypt {
namespace {

void add_to(std::span<std::byte> sum, std::span<const std::byte> stripe) noexcept {
  for (std::size_t i = 0; i < sum.size(); ++i) sum[i] ^= stripe[i];
}

// Each piece as long as the hash becomes the hash of its number and itself; the last may be
// shorter.
void diffuse(const EVP_MD* hash, std::span<std::byte> block, Secret& scratch) {
  const auto piece_bytes = static_cast<std::size_t>(::EVP_MD_get_size(hash));
  for (std::uint32_t number = 0; !block.empty(); ++number) {
    const auto piece = block.first(std::min(piece_bytes, block.size()));
    const be32 stored(number);
    const std::array<std::span<const std::byte>, 2> pieces = {std::as_bytes(std::span(&stored, 1)),
                                                              piece};
    hash_pieces(hash, pieces, scratch.writable_bytes());
    std::memcpy(piece.data(), scratch.bytes().data(), piece.size());
    block = block.subspan(piece.size());
  }
}

}  // namespace

Secret merge_stripes(std::span<const std::byte> material, std::size_t key_bytes,
                     std::uint32_t stripes, std::string_view hash_name) {
  if (stripes == 0 || key_bytes == 0 || material.size() / key_bytes < stripes)
    fail(ErrorKind::damaged, "{} bytes hold no {} stripes of {} bytes", material.size(), stripes,
         key_bytes);
  const auto hash = find_hash(hash_name);
  Secret key(key_bytes);
  Secret scratch(EVP_MAX_MD_SIZE);
  for (std::uint32_t i = 0; i < stripes; ++i) {
    add_to(key.writable_bytes(), material.subspan(i * key_bytes, key_bytes));
    if (i + 1 < stripes) diffuse(hash.get(), key.writable_bytes(), scratch);
  }
  return key;
}

}  // namespace vixmount::volume::crypt
