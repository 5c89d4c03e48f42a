#include "volume/crypt/wide_xts.hpp"

#include "base/processor.hpp"

#ifdef VIXMOUNT_X86_FEATURES

// g++ 12 takes the headers' own undefined registers, which no result depends on, for a mistake.
#ifndef __clang__
#pragma GCC diagnostic ignored "-Wuninitialized"
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#endif
#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

#include <immintrin.h>

#include "base/error.hpp"

// For functions that are called only where processor_has_wide_aes().
#define VIXMOUNT_WIDE_AES __attribute__((target("avx512f,avx512bw,aes,vaes,vpclmulqdq")))

namespace vixmount::volume::crypt {
namespace {

// Round keys of AES-256; AES-128 needs 11.
constexpr std::size_t kMostRoundKeys = 15;
// One register holds four blocks.
constexpr std::size_t kBlocksOfRegister = 4;
constexpr std::size_t kRegisterBytes = kBlocksOfRegister * kBlock;
// Registers that are worked on together, since each instruction takes some cycles to finish: the
// blocks of 512 bytes.
constexpr std::size_t kTogether = 8;
constexpr std::size_t kGroupBytes = kTogether * kRegisterBytes;
// Sectors whose tweaks are made at once: eight registers full.
constexpr std::size_t kMostBatch = kTogether * kBlocksOfRegister;

// Loops over them are unrolled, so that they stay in registers: twice the speed.
struct Registers {
  __m512i four[kTogether];
};

// The key schedule (FIPS 197, section 5.2), for one direction.
class RoundKeys {
 public:
  RoundKeys() = default;
  ~RoundKeys() { ::explicit_bzero(keys_.data(), sizeof(keys_)); }
  RoundKeys(const RoundKeys&) = delete;
  RoundKeys& operator=(const RoundKeys&) = delete;

  VIXMOUNT_WIDE_AES void expand(std::span<const std::byte> key) noexcept {
    const std::size_t words = key.size() / 4;
    count_ = words + 7;  // FIPS 197: words + 6 rounds
    std::array<std::uint32_t, kMostRoundKeys * 4> schedule{};
    std::memcpy(schedule.data(), key.data(), key.size());
    std::uint32_t constant = 1;
    for (std::size_t i = words; i < count_ * 4; ++i) {
      auto word = schedule[i - 1];
      if (i % words == 0) {
        word = std::rotr(substituted(word), 8) ^ constant;
        constant = constant << 1 ^ (constant >> 7) * 0x11B;
      } else if (words > 6 && i % words == 4) {
        word = substituted(word);
      }
      schedule[i] = schedule[i - words] ^ word;
    }
    std::memcpy(keys_.data(), schedule.data(), count_ * kBlock);
    ::explicit_bzero(schedule.data(), sizeof(schedule));
  }

  // For the equivalent inverse cipher (FIPS 197, section 5.3.5).
  VIXMOUNT_WIDE_AES void invert() noexcept {
    std::reverse(keys_.begin(), keys_.begin() + static_cast<std::ptrdiff_t>(count_));
    for (std::size_t i = 1; i + 1 < count_; ++i) {
      const auto mixed = _mm_aesimc_si128(load(i));
      std::memcpy(keys_[i].data(), &mixed, kBlock);
    }
  }

  std::size_t count() const noexcept { return count_; }
  // In all four places of a register.
  VIXMOUNT_WIDE_AES __m512i wide(std::size_t i) const noexcept {
    return _mm512_broadcast_i32x4(load(i));
  }

 private:
  VIXMOUNT_WIDE_AES __m128i load(std::size_t i) const noexcept {
    return _mm_loadu_si128(reinterpret_cast<const __m128i*>(keys_[i].data()));
  }
  VIXMOUNT_WIDE_AES static std::uint32_t substituted(std::uint32_t word) noexcept {
    return static_cast<std::uint32_t>(
        _mm_cvtsi128_si32(_mm_aeskeygenassist_si128(_mm_set1_epi32(static_cast<int>(word)), 0)));
  }

  std::array<Block, kMostRoundKeys> keys_{};
  std::size_t count_ = 0;
};

// Each of the four numbers times x to the power `Exponent` (below 32), in the field of XTS
// (IEEE 1619, section 5.2).
template <unsigned Exponent>
VIXMOUNT_WIDE_AES inline __m512i multiplied(__m512i numbers) noexcept {
  const auto polynomial = _mm512_set1_epi64(0x87);
  const auto carries = _mm512_srli_epi64(numbers, 64 - Exponent);
  const auto reduced = _mm512_clmulepi64_epi128(carries, polynomial, 0x01);
  constexpr __mmask16 kHighHalves = 0xCCCC;  // a bit for each 32 bits
  const auto carried = _mm512_maskz_shuffle_epi32(kHighHalves, carries, _MM_PERM_BADC);
  return _mm512_xor_si512(_mm512_slli_epi64(numbers, Exponent), _mm512_xor_si512(reduced, carried));
}

VIXMOUNT_WIDE_AES inline __m512i load(const std::byte* bytes) noexcept {
  return _mm512_loadu_si512(bytes);
}
VIXMOUNT_WIDE_AES inline void store(std::byte* bytes, __m512i value) noexcept {
  _mm512_storeu_si512(bytes, value);
}

// The tweaks of a sector's first four blocks: the tweak times 1, x, x^2 and x^3.
VIXMOUNT_WIDE_AES inline __m512i first_tweaks(const Block& tweak) noexcept {
  const auto once =
      _mm512_broadcast_i32x4(_mm_loadu_si128(reinterpret_cast<const __m128i*>(tweak.data())));
  const auto twice = _mm512_mask_mov_epi64(once, 0xCC, multiplied<1>(once));
  return _mm512_mask_mov_epi64(twice, 0xF0, multiplied<2>(twice));
}

VIXMOUNT_WIDE_AES inline void decrypt_group(const RoundKeys& keys, const Registers& tweaks,
                                            std::byte* bytes) noexcept {
  Registers blocks;
  const auto first = keys.wide(0);
#pragma GCC unroll 8
  for (std::size_t i = 0; i < kTogether; ++i)
    blocks.four[i] =
        _mm512_xor_si512(_mm512_xor_si512(load(bytes + i * kRegisterBytes), tweaks.four[i]), first);
  for (std::size_t round = 1; round + 1 < keys.count(); ++round) {
    const auto key = keys.wide(round);
#pragma GCC unroll 8
    for (auto& block : blocks.four) block = _mm512_aesdec_epi128(block, key);
  }
  const auto last = keys.wide(keys.count() - 1);
#pragma GCC unroll 8
  for (std::size_t i = 0; i < kTogether; ++i)
    store(bytes + i * kRegisterBytes,
          _mm512_xor_si512(_mm512_aesdeclast_epi128(blocks.four[i], last), tweaks.four[i]));
}

VIXMOUNT_WIDE_AES void decrypt_sector(const RoundKeys& keys, const Block& tweak,
                                      std::span<std::byte> sector) noexcept {
  Registers tweaks;
  tweaks.four[0] = first_tweaks(tweak);
#pragma GCC unroll 8
  for (std::size_t i = 1; i < kTogether; ++i) tweaks.four[i] = multiplied<4>(tweaks.four[i - 1]);
  for (std::size_t at = 0; at < sector.size(); at += kGroupBytes) {
    if (at != 0)
#pragma GCC unroll 8
      for (auto& four : tweaks.four) four = multiplied<16>(multiplied<16>(four));
    decrypt_group(keys, tweaks, sector.data() + at);
  }
}

VIXMOUNT_WIDE_AES void encrypt_tweaks(const RoundKeys& keys,
                                      std::array<Block, kMostBatch>& tweaks) noexcept {
  Registers blocks;
#pragma GCC unroll 8
  for (std::size_t i = 0; i < kTogether; ++i)
    blocks.four[i] = _mm512_xor_si512(load(tweaks[i * kBlocksOfRegister].data()), keys.wide(0));
  for (std::size_t round = 1; round + 1 < keys.count(); ++round)
#pragma GCC unroll 8
    for (auto& block : blocks.four) block = _mm512_aesenc_epi128(block, keys.wide(round));
#pragma GCC unroll 8
  for (std::size_t i = 0; i < kTogether; ++i)
    store(tweaks[i * kBlocksOfRegister].data(),
          _mm512_aesenclast_epi128(blocks.four[i], keys.wide(keys.count() - 1)));
}

class WideXtsCipher final : public SectorCipher {
 public:
  WideXtsCipher(std::span<const std::byte> key, const SectorVectors& vectors) : vectors_(vectors) {
    data_keys_.expand(key.first(key.size() / 2));
    data_keys_.invert();
    tweak_keys_.expand(key.subspan(key.size() / 2));
  }

  std::size_t sector_size() const noexcept override { return vectors_.sector_size; }

  void decrypt(std::uint64_t first, std::span<std::byte> sectors) const override {
    const auto size = vectors_.sector_size;
    if (sectors.size() % size != 0)
      fail(ErrorKind::internal, "part of a sector is to be decrypted");
    std::array<Block, kMostBatch> tweaks{};
    while (!sectors.empty()) {
      const auto count = std::min(sectors.size() / size, kMostBatch);
      for (std::size_t i = 0; i < count; ++i) tweaks[i] = vectors_.of(first + i);
      encrypt_tweaks(tweak_keys_, tweaks);
      for (std::size_t i = 0; i < count; ++i)
        decrypt_sector(data_keys_, tweaks[i], sectors.subspan(i * size, size));
      first += count;
      sectors = sectors.subspan(count * size);
    }
  }

 private:
  const SectorVectors vectors_;
  RoundKeys data_keys_;
  RoundKeys tweak_keys_;
};

}  // namespace

SectorCipherPtr make_wide_xts_cipher(std::span<const std::byte> key, const SectorVectors& vectors) {
  constexpr std::size_t kAes128 = 32;
  constexpr std::size_t kAes256 = 64;
  if (key.size() != kAes128 && key.size() != kAes256) return nullptr;
  if (!processor_has_wide_aes() || vectors.sector_size % kGroupBytes != 0) return nullptr;
  return std::make_shared<WideXtsCipher>(key, vectors);
}

}  // namespace vixmount::volume::crypt

#else

namespace vixmount::volume::crypt {

SectorCipherPtr make_wide_xts_cipher(std::span<const std::byte>, const SectorVectors&) {
  return nullptr;
}

}  // namespace vixmount::volume::crypt

#endif
