#include "base/blake2b.hpp"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>

#include "base/endian.hpp"

namespace vixmount {
namespace {

using Words = std::array<std::uint64_t, 8>;

constexpr std::size_t kBlock = 128;  // bytes

constexpr Words kInitial = {0x6A09E667F3BCC908, 0xBB67AE8584CAA73B, 0x3C6EF372FE94F82B,
                            0xA54FF53A5F1D36F1, 0x510E527FADE682D1, 0x9B05688C2B3E6C1F,
                            0x1F83D9ABFB41BD6B, 0x5BE0CD19137E2179};

// Which word of the message goes where, by round; RFC 7693, 2.7.
constexpr std::array<std::array<std::uint8_t, 16>, 10> kSchedule = {{
    {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15},
    {14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3},
    {11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4},
    {7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8},
    {9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13},
    {2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9},
    {12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11},
    {13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10},
    {6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5},
    {10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0},
}};

inline void mix(std::uint64_t& a, std::uint64_t& b, std::uint64_t& c, std::uint64_t& d,
                std::uint64_t x, std::uint64_t y) noexcept {
  a += b + x;
  d = std::rotr(d ^ a, 32);
  c += d;
  b = std::rotr(b ^ c, 24);
  a += b + y;
  d = std::rotr(d ^ a, 16);
  c += d;
  b = std::rotr(b ^ c, 63);
}

// One round with a schedule known to the compiler: the message stays in registers.
template <std::size_t Round>
inline void mix_round(std::array<std::uint64_t, 16>& v,
                      const std::array<std::uint64_t, 16>& m) noexcept {
  constexpr auto& s = kSchedule[Round % kSchedule.size()];
  mix(v[0], v[4], v[8], v[12], m[s[0]], m[s[1]]);
  mix(v[1], v[5], v[9], v[13], m[s[2]], m[s[3]]);
  mix(v[2], v[6], v[10], v[14], m[s[4]], m[s[5]]);
  mix(v[3], v[7], v[11], v[15], m[s[6]], m[s[7]]);
  mix(v[0], v[5], v[10], v[15], m[s[8]], m[s[9]]);
  mix(v[1], v[6], v[11], v[12], m[s[10]], m[s[11]]);
  mix(v[2], v[7], v[8], v[13], m[s[12]], m[s[13]]);
  mix(v[3], v[4], v[9], v[14], m[s[14]], m[s[15]]);
}

template <std::size_t... Rounds>
inline void mix_rounds(std::array<std::uint64_t, 16>& v, const std::array<std::uint64_t, 16>& m,
                       std::index_sequence<Rounds...>) noexcept {
  (mix_round<Rounds>(v, m), ...);
}

// `count`: bytes of the message up to the end of this block.
void compress(Words& state, const std::byte* block, std::uint64_t count, bool last) noexcept {
  std::array<std::uint64_t, 16> message;
  std::memcpy(message.data(), block, kBlock);
  if constexpr (std::endian::native == std::endian::big)
    for (auto& word : message) word = byte_swap(word);
  std::array<std::uint64_t, 16> v;
  std::copy(state.begin(), state.end(), v.begin());
  std::copy(kInitial.begin(), kInitial.end(), v.begin() + 8);
  v[12] ^= count;
  if (last) v[14] = ~v[14];
  mix_rounds(v, message, std::make_index_sequence<12>());
  for (std::size_t i = 0; i < state.size(); ++i) state[i] ^= v[i] ^ v[i + 8];
}

}  // namespace

std::array<std::byte, 32> blake2b_256(std::span<const std::byte> bytes) noexcept {
  Words state = kInitial;
  state[0] ^= 0x01010000 ^ 32U;  // fan-out and depth 1, no key, 32 bytes of digest
  std::uint64_t count = 0;
  for (; bytes.size() > kBlock; bytes = bytes.subspan(kBlock))
    compress(state, bytes.data(), count += kBlock, false);
  std::array<std::byte, kBlock> rest{};
  std::copy(bytes.begin(), bytes.end(), rest.begin());
  compress(state, rest.data(), count + bytes.size(), true);
  std::array<std::byte, 32> digest;
  for (std::size_t i = 0; i < 4; ++i) {
    const le64 word = state[i];
    std::memcpy(digest.data() + 8 * i, &word, sizeof(word));
  }
  return digest;
}

}  // namespace vixmount
