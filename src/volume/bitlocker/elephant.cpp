#include "volume/bitlocker/elephant.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

#include "base/endian.hpp"
#include "base/error.hpp"
#include "base/processor.hpp"
#include "volume/crypt/evp_cipher.hpp"
#include "volume/crypt/openssl.hpp"

namespace vixmount::volume::bitlocker {
namespace {

constexpr std::size_t kMostWords = crypt::kLargestSector / 4;  // of a sector

// Each step of a diffuser waits for the one before, so several sectors are taken side by side: a
// word of each in the lanes of one vector.
constexpr std::size_t kLanes = 8;
typedef std::uint32_t Lanes __attribute__((vector_size(4 * kLanes)));

// Words at each end that the wrapped neighbours (5 away at most) concern; a multiple of the four
// words after which the rotations repeat.
constexpr std::size_t kEdge = 8;

struct DiffuserA {  // looks back
  static constexpr unsigned kCycles = 5;
  static constexpr std::array<int, 4> kRotations = {9, 0, 13, 0};
  static constexpr std::ptrdiff_t kNear = -2;
  static constexpr std::ptrdiff_t kFar = -5;
};

struct DiffuserB {  // looks ahead
  static constexpr unsigned kCycles = 3;
  static constexpr std::array<int, 4> kRotations = {0, 10, 0, 25};
  static constexpr std::ptrdiff_t kNear = 2;
  static constexpr std::ptrdiff_t kFar = 5;
};

// All of it is inlined into functions for this or that processor.
template <int Bits, typename Word>
[[gnu::always_inline]] inline void mix(Word& word, const Word& near, const Word& far) noexcept {
  if constexpr (Bits == 0)
    word += near ^ far;
  else
    word += near ^ (far << Bits | far >> (32 - Bits));
}

// Four words from words[i] on; `at` finds a neighbour.
template <typename Diffuser, typename Word, typename At>
[[gnu::always_inline]] inline void undo_four(Word* words, std::size_t i, At at) noexcept {
  constexpr auto kRotations = Diffuser::kRotations;
  const auto near = [&](std::size_t k) {
    return at(static_cast<std::ptrdiff_t>(k) + Diffuser::kNear);
  };
  const auto far = [&](std::size_t k) {
    return at(static_cast<std::ptrdiff_t>(k) + Diffuser::kFar);
  };
  mix<kRotations[0]>(words[i], words[near(i)], words[far(i)]);
  mix<kRotations[1]>(words[i + 1], words[near(i + 1)], words[far(i + 1)]);
  mix<kRotations[2]>(words[i + 2], words[near(i + 2)], words[far(i + 2)]);
  mix<kRotations[3]>(words[i + 3], words[near(i + 3)], words[far(i + 3)]);
}

template <typename Diffuser, typename Word>
[[gnu::always_inline]] inline void undo(Word* words, std::size_t n) noexcept {
  const auto inside = [](std::ptrdiff_t i) { return i; };
  const auto wrapped = [n](std::ptrdiff_t i) {
    const auto count = static_cast<std::ptrdiff_t>(n);
    return i < 0 ? i + count : i >= count ? i - count : i;
  };
  for (unsigned cycle = 0; cycle < Diffuser::kCycles; ++cycle) {
    std::size_t i = 0;
    for (; i < kEdge; i += 4) undo_four<Diffuser>(words, i, wrapped);
    for (; i < n - kEdge; i += 4) undo_four<Diffuser>(words, i, inside);
    for (; i < n; i += 4) undo_four<Diffuser>(words, i, wrapped);
  }
}

std::uint32_t in_host_order(std::uint32_t word) noexcept {
  return std::endian::native == std::endian::big ? byte_swap(word) : word;
}

void undo_one(std::byte* sector, std::size_t size) noexcept {
  std::array<std::uint32_t, kMostWords> words;
  std::memcpy(words.data(), sector, size);
  for (auto& word : std::span(words).first(size / 4)) word = in_host_order(word);
  undo<DiffuserB>(words.data(), size / 4);
  undo<DiffuserA>(words.data(), size / 4);
  for (auto& word : std::span(words).first(size / 4)) word = in_host_order(word);
  std::memcpy(sector, words.data(), size);
}

// kLanes sectors.
[[gnu::always_inline]] inline void undo_lanes(std::byte* sectors, std::size_t size) noexcept {
  std::array<Lanes, kMostWords> words;
  for (std::size_t i = 0; i < size / 4; ++i)
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
      std::uint32_t word = 0;
      std::memcpy(&word, sectors + lane * size + 4 * i, sizeof(word));
      words[i][lane] = in_host_order(word);
    }
  undo<DiffuserB>(words.data(), size / 4);
  undo<DiffuserA>(words.data(), size / 4);
  for (std::size_t i = 0; i < size / 4; ++i)
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
      const std::uint32_t word = in_host_order(words[i][lane]);
      std::memcpy(sectors + lane * size + 4 * i, &word, sizeof(word));
    }
}

#ifdef VIXMOUNT_X86_FEATURES
__attribute__((target("avx2"))) void undo_lanes_avx2(std::byte* sectors,
                                                     std::size_t size) noexcept {
  undo_lanes(sectors, size);
}
#endif

void undo_lanes_anywhere(std::byte* sectors, std::size_t size) noexcept {
  undo_lanes(sectors, size);
}

using UndoLanes = void (*)(std::byte*, std::size_t) noexcept;

UndoLanes choose_undo_lanes() noexcept {
#ifdef VIXMOUNT_X86_FEATURES
  if (processor_has_avx2()) return undo_lanes_avx2;
#endif
  return undo_lanes_anywhere;
}

class ElephantCipher final : public crypt::SectorCipher {
 public:
  ElephantCipher(crypt::SectorCipherPtr cbc, crypt::CipherContext tweak)
      : cbc_(std::move(cbc)), tweak_(std::move(tweak)) {}

  std::size_t sector_size() const noexcept override { return cbc_->sector_size(); }

  void decrypt(std::uint64_t first, std::span<std::byte> sectors) const override {
    cbc_->decrypt(first, sectors);
    const auto size = sector_size();
    undo_diffusers(sectors, size);
    const crypt::CipherContext tweak(::EVP_CIPHER_CTX_new());  // contexts are of one thread
    if (!tweak) fail(ErrorKind::no_memory, "no memory for a cipher");
    crypt::require_success(::EVP_CIPHER_CTX_copy(tweak.get(), tweak_.get()), "EVP_CIPHER_CTX_copy");
    while (!sectors.empty()) {
      const auto count = std::min(sectors.size() / size, kMostKeys);
      add_sector_keys(*tweak, first, size, sectors.first(count * size));
      first += count;
      sectors = sectors.subspan(count * size);
    }
  }

 private:
  static constexpr std::size_t kMostKeys = 32;  // made by one call of OpenSSL

  // Of a sector: its place, encrypted twice.
  struct SectorKey {
    le64 offset;
    std::array<std::uint8_t, 8> zeros{};
    le64 same_offset;
    std::array<std::uint8_t, 8> mark = {0, 0, 0, 0, 0, 0, 0, 0x80};
  };
  static_assert(sizeof(SectorKey) == 32);

  static void add_sector_keys(EVP_CIPHER_CTX& tweak, std::uint64_t first, std::size_t size,
                              std::span<std::byte> sectors) {
    std::array<SectorKey, kMostKeys> keys;
    const auto count = sectors.size() / size;
    for (std::size_t i = 0; i < count; ++i)
      keys[i].offset = keys[i].same_offset = (first + i) * size;
    auto* const bytes = reinterpret_cast<unsigned char*>(keys.data());
    int done = 0;
    crypt::require_success(::EVP_EncryptUpdate(&tweak, bytes, &done, bytes,
                                               static_cast<int>(count * sizeof(SectorKey))),
                           "EVP_EncryptUpdate");
    for (std::size_t i = 0; i < count; ++i)
      add_over_and_over(keys[i], sectors.subspan(i * size, size));
  }

  static void add_over_and_over(const SectorKey& key, std::span<std::byte> sector) noexcept {
    using Part = std::array<std::uint64_t, 4>;
    const auto key_part = std::bit_cast<Part>(key);
    for (std::size_t at = 0; at < sector.size(); at += sizeof(key)) {
      Part part;
      std::memcpy(part.data(), sector.data() + at, sizeof(part));
      for (std::size_t i = 0; i < part.size(); ++i) part[i] ^= key_part[i];
      std::memcpy(sector.data() + at, part.data(), sizeof(part));
    }
  }

  const crypt::SectorCipherPtr cbc_;
  const crypt::CipherContext tweak_;  // only copied
};

}  // namespace

void undo_diffusers(std::span<std::byte> sectors, std::size_t sector_size) noexcept {
  static const UndoLanes undo_several = choose_undo_lanes();
  const auto several = kLanes * sector_size;
  for (; sectors.size() >= several; sectors = sectors.subspan(several))
    undo_several(sectors.data(), sector_size);
  for (; !sectors.empty(); sectors = sectors.subspan(sector_size))
    undo_one(sectors.data(), sector_size);
}

crypt::SectorCipherPtr make_elephant_cipher(crypt::SectorCipherPtr cbc,
                                            std::span<const std::byte> tweak_key) {
  const auto ecb = crypt::find_cipher(tweak_key.size() == 16 ? "AES-128-ECB" : "AES-256-ECB");
  crypt::CipherContext tweak(::EVP_CIPHER_CTX_new());
  if (!ecb || !tweak) fail(ErrorKind::no_memory, "no memory for a cipher");
  crypt::require_success(
      ::EVP_EncryptInit_ex(tweak.get(), ecb.get(), nullptr,
                           reinterpret_cast<const unsigned char*>(tweak_key.data()), nullptr),
      "EVP_EncryptInit_ex");
  crypt::require_success(::EVP_CIPHER_CTX_set_padding(tweak.get(), 0),
                         "EVP_CIPHER_CTX_set_padding");
  return std::make_shared<ElephantCipher>(std::move(cbc), std::move(tweak));
}

}  // namespace vixmount::volume::bitlocker
