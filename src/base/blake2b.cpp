#include "base/blake2b.hpp"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>

#include "base/endian.hpp"
#include "base/processor.hpp"

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

constexpr std::uint64_t kParameters = 0x01010000 ^ 32U;  // fan-out, depth 1, no key, 32 bytes

#ifdef VIXMOUNT_X86_FEATURES
#define VIXMOUNT_AVX2 __attribute__((target("avx2")))

// A word of each of four messages.
using Four = std::uint64_t __attribute__((vector_size(32)));

template <int Bits>
VIXMOUNT_AVX2 inline Four rotate(Four word) {
  return word >> Bits | word << (64 - Bits);
}

// Words of four messages to messages of four words, and back.
VIXMOUNT_AVX2 inline void transpose(std::array<Four, 4>& rows) {
  const auto [a, b, c, d] = rows;
  const Four low = __builtin_shufflevector(a, b, 0, 4, 2, 6);
  const Four low2 = __builtin_shufflevector(c, d, 0, 4, 2, 6);
  const Four high = __builtin_shufflevector(a, b, 1, 5, 3, 7);
  const Four high2 = __builtin_shufflevector(c, d, 1, 5, 3, 7);
  rows = {__builtin_shufflevector(low, low2, 0, 1, 4, 5),
          __builtin_shufflevector(high, high2, 0, 1, 4, 5),
          __builtin_shufflevector(low, low2, 2, 3, 6, 7),
          __builtin_shufflevector(high, high2, 2, 3, 6, 7)};
}

VIXMOUNT_AVX2 inline void mix(Four& a, Four& b, Four& c, Four& d, const Four& x, const Four& y) {
  a += b + x;
  d = rotate<32>(d ^ a);
  c += d;
  b = rotate<24>(b ^ c);
  a += b + y;
  d = rotate<16>(d ^ a);
  c += d;
  b = rotate<63>(b ^ c);
}

VIXMOUNT_AVX2 void compress(std::array<Four, 8>& state, const std::array<const std::byte*, 4>& from,
                            std::uint64_t count, bool last) {
  std::array<Four, 16> m;
  for (std::size_t word = 0; word < m.size(); word += 4) {
    std::array<Four, 4> rows;
    for (std::size_t lane = 0; lane < rows.size(); ++lane)
      std::memcpy(&rows[lane], from[lane] + 8 * word, sizeof(Four));
    transpose(rows);
    std::copy(rows.begin(), rows.end(), m.begin() + static_cast<std::ptrdiff_t>(word));
  }
  std::array<Four, 16> v;
  for (std::size_t i = 0; i < state.size(); ++i) {
    v[i] = state[i];
    v[8 + i] = Four{} + kInitial[i];
  }
  v[12] ^= count;
  if (last) v[14] = ~v[14];
  for (std::size_t round = 0; round < 12; ++round) {
    const auto& s = kSchedule[round % kSchedule.size()];
    mix(v[0], v[4], v[8], v[12], m[s[0]], m[s[1]]);
    mix(v[1], v[5], v[9], v[13], m[s[2]], m[s[3]]);
    mix(v[2], v[6], v[10], v[14], m[s[4]], m[s[5]]);
    mix(v[3], v[7], v[11], v[15], m[s[6]], m[s[7]]);
    mix(v[0], v[5], v[10], v[15], m[s[8]], m[s[9]]);
    mix(v[1], v[6], v[11], v[12], m[s[10]], m[s[11]]);
    mix(v[2], v[7], v[8], v[13], m[s[12]], m[s[13]]);
    mix(v[3], v[4], v[9], v[14], m[s[14]], m[s[15]]);
  }
  for (std::size_t i = 0; i < state.size(); ++i) state[i] ^= v[i] ^ v[i + 8];
}

// Of four messages of `size` bytes, a multiple of blocks.
VIXMOUNT_AVX2 std::array<Blake2bDigest, 4> sum_four(std::array<const std::byte*, 4> from,
                                                    std::size_t size) {
  std::array<Four, 8> state;
  for (std::size_t i = 0; i < state.size(); ++i) state[i] = Four{} + kInitial[i];
  state[0] ^= kParameters;
  for (std::size_t count = kBlock; count <= size; count += kBlock) {
    compress(state, from, count, count == size);
    for (auto& message : from) message += kBlock;
  }
  std::array<Blake2bDigest, 4> digests;
  for (std::size_t lane = 0; lane < digests.size(); ++lane)
    for (std::size_t i = 0; i < 4; ++i) {
      const std::uint64_t word = state[i][lane];
      std::memcpy(digests[lane].data() + 8 * i, &word, sizeof(word));
    }
  return digests;
}
#endif

}  // namespace

Blake2bDigest blake2b_256(std::span<const std::byte> bytes) noexcept {
  Words state = kInitial;
  state[0] ^= kParameters;
  std::uint64_t count = 0;
  for (; bytes.size() > kBlock; bytes = bytes.subspan(kBlock))
    compress(state, bytes.data(), count += kBlock, false);
  std::array<std::byte, kBlock> rest{};
  std::copy(bytes.begin(), bytes.end(), rest.begin());
  compress(state, rest.data(), count + bytes.size(), true);
  Blake2bDigest digest;
  for (std::size_t i = 0; i < 4; ++i) {
    const le64 word = state[i];
    std::memcpy(digest.data() + 8 * i, &word, sizeof(word));
  }
  return digest;
}

std::array<Blake2bDigest, 4> blake2b_256_of_four(std::span<const std::byte> bytes) noexcept {
  const auto size = bytes.size() / 4;
  const auto message = [&](std::size_t i) { return bytes.subspan(i * size, size); };
#ifdef VIXMOUNT_X86_FEATURES
  static const bool kProcessorHasIt = processor_has_avx2();
  if (kProcessorHasIt && size != 0 && size % kBlock == 0)
    return sum_four({message(0).data(), message(1).data(), message(2).data(), message(3).data()},
                    size);
#endif
  return {blake2b_256(message(0)), blake2b_256(message(1)), blake2b_256(message(2)),
          blake2b_256(message(3))};
}

}  // namespace vixmount
