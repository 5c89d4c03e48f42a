#include "base/sha256.hpp"

#include <cstring>
#include <string_view>

#include "base/endian.hpp"
#include "base/processor.hpp"
#ifdef VIXMOUNT_X86_FEATURES
#include <immintrin.h>
#endif

// The interface that OpenSSL recommends instead looks algorithms up by name and takes a lock.
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/sha.h>

namespace vixmount {
namespace {

SHA256_CTX* context_in(void* state) noexcept { return static_cast<SHA256_CTX*>(state); }

Sha256::Digest sum_one(std::span<const std::byte> bytes) noexcept {
  Sha256 hash;
  hash.add(bytes);
  return hash.finish();
}

#ifdef VIXMOUNT_X86_FEATURES
#define VIXMOUNT_SHA __attribute__((target("sha,sse4.1,ssse3")))

constexpr std::size_t kBlock = 64;  // bytes

// FIPS 180-4, 4.2.2.
alignas(16) constexpr std::uint32_t kRounds[64] = {
    0x428A2F98, 0x71374491, 0xB5C0FBCF, 0xE9B5DBA5, 0x3956C25B, 0x59F111F1, 0x923F82A4, 0xAB1C5ED5,
    0xD807AA98, 0x12835B01, 0x243185BE, 0x550C7DC3, 0x72BE5D74, 0x80DEB1FE, 0x9BDC06A7, 0xC19BF174,
    0xE49B69C1, 0xEFBE4786, 0x0FC19DC6, 0x240CA1CC, 0x2DE92C6F, 0x4A7484AA, 0x5CB0A9DC, 0x76F988DA,
    0x983E5152, 0xA831C66D, 0xB00327C8, 0xBF597FC7, 0xC6E00BF3, 0xD5A79147, 0x06CA6351, 0x14292967,
    0x27B70A85, 0x2E1B2138, 0x4D2C6DFC, 0x53380D13, 0x650A7354, 0x766A0ABB, 0x81C2C92E, 0x92722C85,
    0xA2BFE8A1, 0xA81A664B, 0xC24B8B70, 0xC76C51A3, 0xD192E819, 0xD6990624, 0xF40E3585, 0x106AA070,
    0x19A4C116, 0x1E376C08, 0x2748774C, 0x34B0BCB5, 0x391C0CB3, 0x4ED8AA4A, 0x5B9CCA4F, 0x682E6FF3,
    0x748F82EE, 0x78A5636F, 0x84C87814, 0x8CC70208, 0x90BEFFFA, 0xA4506CEB, 0xBEF9A3F7, 0xC67178F2};

// One message's working variables, two and two as the instructions have them, and its last 16
// words.
struct Lane {
  __m128i abef, cdgh;
  __m128i words[4];
};

// The words of four rounds: from the block, then from those in front of them.
VIXMOUNT_SHA inline void take_words(Lane& lane, const std::byte* block, int step) {
  auto* const words = lane.words;
  const auto at = step % 4, third = (step + 2) % 4, last = (step + 3) % 4;
  if (step < 4) {
    const __m128i swapped = _mm_set_epi64x(0x0C0D0E0F08090A0B, 0x0405060700010203);
    const auto* const from = reinterpret_cast<const __m128i*>(block + 16 * step);
    words[at] = _mm_shuffle_epi8(_mm_loadu_si128(from), swapped);
    return;
  }
  const auto sum = _mm_add_epi32(_mm_sha256msg1_epu32(words[at], words[(step + 1) % 4]),
                                 _mm_alignr_epi8(words[last], words[third], 4));
  words[at] = _mm_sha256msg2_epu32(sum, words[last]);
}

VIXMOUNT_SHA inline void four_rounds(Lane& lane, const std::byte* block, int step) {
  take_words(lane, block, step);
  const auto* const rounds = reinterpret_cast<const __m128i*>(kRounds) + step;
  const auto input = _mm_add_epi32(lane.words[step % 4], _mm_load_si128(rounds));
  lane.cdgh = _mm_sha256rnds2_epu32(lane.cdgh, lane.abef, input);
  lane.abef = _mm_sha256rnds2_epu32(lane.abef, lane.cdgh, _mm_shuffle_epi32(input, 0x0E));
}

// The instruction takes four cycles, and a new one can begin in each second one: two messages take
// little longer than one.
VIXMOUNT_SHA void compress(Lane& before_a, Lane& before_b, const std::byte* block_a,
                           const std::byte* block_b) {
  auto a = before_a, b = before_b;  // in registers
#pragma GCC unroll 16
  for (int step = 0; step < 16; ++step) {
    four_rounds(a, block_a, step);
    four_rounds(b, block_b, step);
  }
  before_a.abef = _mm_add_epi32(a.abef, before_a.abef);
  before_a.cdgh = _mm_add_epi32(a.cdgh, before_a.cdgh);
  before_b.abef = _mm_add_epi32(b.abef, before_b.abef);
  before_b.cdgh = _mm_add_epi32(b.cdgh, before_b.cdgh);
}

VIXMOUNT_SHA Sha256::Digest digest_of(const Lane& lane) {
  const auto ab_ef = _mm_shuffle_epi32(lane.abef, 0x1B);  // A B E F
  const auto cd_gh = _mm_shuffle_epi32(lane.cdgh, 0x1B);
  const __m128i swapped = _mm_set_epi64x(0x0C0D0E0F08090A0B, 0x0405060700010203);
  Sha256::Digest digest;
  auto* const out = reinterpret_cast<__m128i*>(digest.data());
  _mm_storeu_si128(out, _mm_shuffle_epi8(_mm_unpacklo_epi64(ab_ef, cd_gh), swapped));
  _mm_storeu_si128(out + 1, _mm_shuffle_epi8(_mm_unpackhi_epi64(ab_ef, cd_gh), swapped));
  return digest;
}

// Of two messages of `size` bytes, a multiple of blocks.
VIXMOUNT_SHA std::array<Sha256::Digest, 2> sum_two(const std::byte* first, const std::byte* second,
                                                   std::size_t size) {
  Lane a{};
  a.abef = _mm_set_epi32(0x6A09E667, static_cast<int>(0xBB67AE85), 0x510E527F,
                         static_cast<int>(0x9B05688C));
  a.cdgh = _mm_set_epi32(0x3C6EF372, static_cast<int>(0xA54FF53A), 0x1F83D9AB, 0x5BE0CD19);
  Lane b = a;
  for (std::size_t at = 0; at < size; at += kBlock) compress(a, b, first + at, second + at);
  std::byte padding[kBlock]{std::byte{0x80}};
  const be64 bits = std::uint64_t{size} * 8;
  std::memcpy(padding + kBlock - sizeof(bits), &bits, sizeof(bits));
  compress(a, b, padding, padding);
  return {digest_of(a), digest_of(b)};
}
#endif

}  // namespace

Sha256::Sha256() noexcept {
  static_assert(sizeof(SHA256_CTX) <= sizeof(State) && alignof(SHA256_CTX) <= alignof(State));
  ::SHA256_Init(context_in(&state_));
}

void Sha256::add(std::span<const std::byte> bytes) noexcept {
  ::SHA256_Update(context_in(&state_), bytes.data(), bytes.size());
}

Sha256::Digest Sha256::finish() noexcept {
  Digest digest{};
  ::SHA256_Final(reinterpret_cast<unsigned char*>(digest.data()), context_in(&state_));
  return digest;
}

std::array<Sha256::Digest, 2> sha256_of_two(std::span<const std::byte> bytes) noexcept {
  const auto first = bytes.first(bytes.size() / 2), second = bytes.subspan(bytes.size() / 2);
#ifdef VIXMOUNT_X86_FEATURES
  static const bool kProcessorHasIt = processor_has_sha256();
  if (kProcessorHasIt && first.size() % kBlock == 0)
    return sum_two(first.data(), second.data(), first.size());
#endif
  return {sum_one(first), sum_one(second)};
}

std::string to_hex(const Sha256::Digest& digest) {
  static constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  for (const auto byte : digest) {
    text.push_back(kDigits[std::to_integer<unsigned>(byte) >> 4]);
    text.push_back(kDigits[std::to_integer<unsigned>(byte) & 15U]);
  }
  return text;
}

}  // namespace vixmount
