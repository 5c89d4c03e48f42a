#include "base/sha256.hpp"

#include <algorithm>
#include <bit>
#include <cstring>

#include "base/endian.hpp"
#include "base/processor.hpp"

#ifdef VIXMOUNT_X86_FEATURES
#include <immintrin.h>
#endif

namespace vixmount {
namespace {

constexpr std::size_t kBlockBytes = 64;
using State = std::array<std::uint32_t, 8>;

// FIPS 180-4, 4.2.2.
alignas(16) constexpr std::array<std::uint32_t, 64> kConstants = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

void add_block(State& state, const std::byte* block) noexcept {
  std::array<std::uint32_t, 64> words{};
  for (std::size_t i = 0; i < 16; ++i) {
    be32 word;
    std::memcpy(&word, block + 4 * i, sizeof(word));
    words[i] = word;
  }
  for (std::size_t i = 16; i < words.size(); ++i) {
    const auto a = words[i - 15];
    const auto b = words[i - 2];
    words[i] = words[i - 16] + (std::rotr(a, 7) ^ std::rotr(a, 18) ^ a >> 3) + words[i - 7] +
               (std::rotr(b, 17) ^ std::rotr(b, 19) ^ b >> 10);
  }
  auto [a, b, c, d, e, f, g, h] = state;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const auto first = h + (std::rotr(e, 6) ^ std::rotr(e, 11) ^ std::rotr(e, 25)) +
                       ((e & f) ^ (~e & g)) + kConstants[i] + words[i];
    const auto second =
        (std::rotr(a, 2) ^ std::rotr(a, 13) ^ std::rotr(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
    h = g, g = f, f = e, e = d + first;
    d = c, c = b, b = a, a = first + second;
  }
  const State added = {a, b, c, d, e, f, g, h};
  for (std::size_t i = 0; i < state.size(); ++i) state[i] += added[i];
}

void add_blocks(State& state, const std::byte* blocks, std::size_t count) noexcept {
  for (; count > 0; --count, blocks += kBlockBytes) add_block(state, blocks);
}

#ifdef VIXMOUNT_X86_FEATURES
// The instructions keep the state as two vectors, of a, b, e, f and of c, d, g, h, and do two
// rounds each.
__attribute__((target("sha,sse4.1"))) void add_blocks_by_processor(State& state,
                                                                   const std::byte* blocks,
                                                                   std::size_t count) noexcept {
  const auto load = [](const void* from) {
    return _mm_loadu_si128(static_cast<const __m128i*>(from));
  };
  const __m128i byte_order = _mm_set_epi64x(0x0c0d0e0f08090a0b, 0x0405060700010203);
  __m128i badc = _mm_shuffle_epi32(load(&state[0]), 0xB1);
  __m128i efgh = _mm_shuffle_epi32(load(&state[4]), 0x1B);
  __m128i abef = _mm_alignr_epi8(badc, efgh, 8);
  __m128i cdgh = _mm_blend_epi16(efgh, badc, 0xF0);
  for (; count > 0; --count, blocks += kBlockBytes) {
    const __m128i abef_before = abef;
    const __m128i cdgh_before = cdgh;
    __m128i words[4];
    for (std::size_t i = 0; i < 16; ++i) {  // four rounds
      auto& now = words[i % 4];
      if (i < 4) {
        now = _mm_shuffle_epi8(load(blocks + 16 * i), byte_order);
      } else {  // `now` still holds the words of sixteen rounds ago
        const __m128i last = words[(i + 3) % 4];
        now = _mm_add_epi32(_mm_sha256msg1_epu32(now, words[(i + 1) % 4]),
                            _mm_alignr_epi8(last, words[(i + 2) % 4], 4));
        now = _mm_sha256msg2_epu32(now, last);
      }
      const __m128i sum = _mm_add_epi32(now, load(&kConstants[4 * i]));
      cdgh = _mm_sha256rnds2_epu32(cdgh, abef, sum);
      abef = _mm_sha256rnds2_epu32(abef, cdgh, _mm_shuffle_epi32(sum, 0x0E));
    }
    abef = _mm_add_epi32(abef, abef_before);
    cdgh = _mm_add_epi32(cdgh, cdgh_before);
  }
  const __m128i feba = _mm_shuffle_epi32(abef, 0x1B);
  const __m128i dchg = _mm_shuffle_epi32(cdgh, 0xB1);
  _mm_storeu_si128(reinterpret_cast<__m128i*>(&state[0]), _mm_blend_epi16(feba, dchg, 0xF0));
  _mm_storeu_si128(reinterpret_cast<__m128i*>(&state[4]), _mm_alignr_epi8(dchg, feba, 8));
}

const auto kAddBlocks = processor_has_sha256() ? add_blocks_by_processor : add_blocks;
#else
constexpr auto kAddBlocks = add_blocks;
#endif

}  // namespace

void Sha256::add(std::span<const std::byte> bytes) noexcept {
  if (const auto begun = total_ % kBlockBytes; begun != 0) {
    const auto count = std::min(bytes.size(), kBlockBytes - begun);
    std::copy_n(bytes.begin(), count, pending_.begin() + static_cast<std::ptrdiff_t>(begun));
    total_ += count;
    bytes = bytes.subspan(count);
    if (begun + count < kBlockBytes) return;
    kAddBlocks(state_, pending_.data(), 1);
  }
  const auto whole = bytes.size() / kBlockBytes;
  kAddBlocks(state_, bytes.data(), whole);
  std::ranges::copy(bytes.subspan(whole * kBlockBytes), pending_.begin());
  total_ += bytes.size();
}

Sha256::Digest Sha256::finish() noexcept {
  // One set bit, zeros, and the length in bits fill the last block.
  const be64 bits = total_ * 8;
  std::array<std::byte, kBlockBytes> padding{std::byte{0x80}};
  const auto begun = total_ % kBlockBytes;
  const auto zeros_end = (begun < kBlockBytes - sizeof(bits) ? 1 : 2) * kBlockBytes - sizeof(bits);
  add(std::span(padding).first(zeros_end - begun));
  add(std::as_bytes(std::span(&bits, 1)));
  Digest digest;
  for (std::size_t i = 0; i < state_.size(); ++i) {
    const be32 word = state_[i];
    std::memcpy(digest.data() + 4 * i, &word, sizeof(word));
  }
  return digest;
}

}  // namespace vixmount
