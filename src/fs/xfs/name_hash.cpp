#include "fs/xfs/name_hash.hpp"

#include <algorithm>
#include <bit>

namespace vixmount::fs::xfs {
namespace {

// Letters of ISO 8859-1, as the kernel folds them.
unsigned char folded(char letter) noexcept {
  const auto byte = static_cast<unsigned char>(letter);
  const bool is_upper = (byte >= 'A' && byte <= 'Z') || (byte >= 0xC0 && byte <= 0xD6) ||
                        (byte >= 0xD8 && byte <= 0xDE);
  return is_upper ? static_cast<unsigned char>(byte + ('a' - 'A')) : byte;
}

}  // namespace

// Every byte is added after a rotation by 7 bits; the format's definition takes four at a time,
// which comes to the same.
std::uint32_t name_hash(std::string_view name) noexcept {
  std::uint32_t hash = 0;
  for (const char letter : name) hash = static_cast<unsigned char>(letter) ^ std::rotl(hash, 7);
  return hash;
}

std::uint32_t folded_name_hash(std::string_view name) noexcept {
  std::uint32_t hash = 0;
  for (const char letter : name) hash = folded(letter) ^ std::rotl(hash, 7);
  return hash;
}

bool equal_when_folded(std::string_view a, std::string_view b) noexcept {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return folded(x) == folded(y); });
}

}  // namespace vixmount::fs::xfs
