#include "volume/bitlocker/elephant.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

#include "base/endian.hpp"
#include "base/error.hpp"
#include "volume/crypt/evp_cipher.hpp"
#include "volume/crypt/openssl.hpp"

namespace vixmount::volume::bitlocker {
namespace {

constexpr std::size_t kMostWords = crypt::kLargestSector / 4;
using Words = std::array<std::uint32_t, kMostWords>;

// Words at each end that the wrapped neighbours (5 away at most) concern; a multiple of the four
// words after which the rotations repeat.
constexpr std::size_t kEdge = 8;

struct DiffuserA {  // looks back
  static constexpr unsigned kCycles = 5;
  static constexpr std::array<int, 4> kRotations = {9, 0, 13, 0};
  static std::size_t near(std::size_t i, std::size_t n) noexcept { return (i + n - 2) % n; }
  static std::size_t far(std::size_t i, std::size_t n) noexcept { return (i + n - 5) % n; }
  static constexpr std::ptrdiff_t kNear = -2;
  static constexpr std::ptrdiff_t kFar = -5;
};

struct DiffuserB {  // looks ahead
  static constexpr unsigned kCycles = 3;
  static constexpr std::array<int, 4> kRotations = {0, 10, 0, 25};
  static std::size_t near(std::size_t i, std::size_t n) noexcept { return (i + 2) % n; }
  static std::size_t far(std::size_t i, std::size_t n) noexcept { return (i + 5) % n; }
  static constexpr std::ptrdiff_t kNear = 2;
  static constexpr std::ptrdiff_t kFar = 5;
};

template <typename Diffuser>
void undo_edge(std::uint32_t* words, std::size_t begin, std::size_t end, std::size_t n) noexcept {
  for (std::size_t i = begin; i < end; ++i)
    words[i] += words[Diffuser::near(i, n)] ^
                std::rotl(words[Diffuser::far(i, n)], Diffuser::kRotations[i % 4]);
}

template <typename Diffuser>
void undo(std::uint32_t* words, std::size_t n) noexcept {
  const auto step = [](std::uint32_t* at, int rotation) {
    *at += at[Diffuser::kNear] ^ std::rotl(at[Diffuser::kFar], rotation);
  };
  for (unsigned cycle = 0; cycle < Diffuser::kCycles; ++cycle) {
    undo_edge<Diffuser>(words, 0, kEdge, n);
    for (std::size_t i = kEdge; i < n - kEdge; i += 4)
      for (std::size_t k = 0; k < 4; ++k) step(words + i + k, Diffuser::kRotations[k]);
    undo_edge<Diffuser>(words, n - kEdge, n, n);
  }
}

void to_host_order(std::span<std::uint32_t> words) noexcept {
  if constexpr (std::endian::native == std::endian::big)
    for (auto& word : words) word = byte_swap(word);
}

class ElephantCipher final : public crypt::SectorCipher {
 public:
  ElephantCipher(crypt::SectorCipherPtr cbc, crypt::CipherContext tweak)
      : cbc_(std::move(cbc)), tweak_(std::move(tweak)) {}

  std::size_t sector_size() const noexcept override { return cbc_->sector_size(); }

  void decrypt(std::uint64_t first, std::span<std::byte> sectors) const override {
    cbc_->decrypt(first, sectors);
    const auto size = sector_size();
    const crypt::CipherContext tweak(::EVP_CIPHER_CTX_new());  // contexts are of one thread
    if (!tweak) fail(ErrorKind::no_memory, "no memory for a cipher");
    crypt::require_success(::EVP_CIPHER_CTX_copy(tweak.get(), tweak_.get()),
                           "EVP_CIPHER_CTX_copy");
    for (; !sectors.empty(); sectors = sectors.subspan(size), ++first) {
      undo_diffusers(sectors.first(size));
      add_sector_key(*tweak, first * size, sectors.first(size));
    }
  }

 private:
  struct SectorKey {
    le64 offset;
    std::array<std::uint8_t, 8> zeros{};
    le64 same_offset;
    std::array<std::uint8_t, 8> mark = {0, 0, 0, 0, 0, 0, 0, 0x80};
  };
  static_assert(sizeof(SectorKey) == 32);

  // The sector's place, encrypted twice, is added over and over.
  static void add_sector_key(EVP_CIPHER_CTX& tweak, std::uint64_t offset,
                             std::span<std::byte> sector) {
    SectorKey key;
    key.offset = key.same_offset = offset;
    auto* const bytes = reinterpret_cast<unsigned char*>(&key);
    int done = 0;
    crypt::require_success(::EVP_EncryptUpdate(&tweak, bytes, &done, bytes, sizeof(key)),
                           "EVP_EncryptUpdate");
    std::array<std::uint64_t, 4> key_words;
    std::memcpy(key_words.data(), &key, sizeof(key));
    for (std::size_t at = 0; at < sector.size(); at += sizeof(key)) {
      std::array<std::uint64_t, 4> words;
      std::memcpy(words.data(), sector.data() + at, sizeof(words));
      for (std::size_t i = 0; i < words.size(); ++i) words[i] ^= key_words[i];
      std::memcpy(sector.data() + at, words.data(), sizeof(words));
    }
  }

  const crypt::SectorCipherPtr cbc_;
  const crypt::CipherContext tweak_;  // only copied
};

}  // namespace

void undo_diffusers(std::span<std::byte> sector) noexcept {
  Words words;
  std::memcpy(words.data(), sector.data(), sector.size());
  const auto used = std::span(words).first(sector.size() / 4);
  to_host_order(used);
  undo<DiffuserB>(used.data(), used.size());
  undo<DiffuserA>(used.data(), used.size());
  to_host_order(used);
  std::memcpy(sector.data(), words.data(), sector.size());
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
