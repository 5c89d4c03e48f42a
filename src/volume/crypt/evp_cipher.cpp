#include "volume/crypt/evp_cipher.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <mutex>
#include <utility>
#include <vector>

#include "base/checked.hpp"
#include "base/error.hpp"
#include "base/text.hpp"
#include "volume/crypt/cipher_specification.hpp"
#include "volume/crypt/hash.hpp"
#include "volume/crypt/openssl.hpp"
#include "volume/crypt/wide_xts.hpp"

namespace vixmount::volume::crypt {
namespace {

// Sectors whose vectors are made at once: enough to make OpenSSL's cost of a call small.
constexpr std::size_t kMostBatch = 32;
using Blocks = std::array<Block, kMostBatch>;

unsigned char* raw(std::byte* bytes) noexcept { return reinterpret_cast<unsigned char*>(bytes); }
const unsigned char* raw(const std::byte* bytes) noexcept {
  return reinterpret_cast<const unsigned char*>(bytes);
}

CipherContext make_context(const EVP_CIPHER* cipher, std::span<const std::byte> key, bool encrypt) {
  CipherContext context(::EVP_CIPHER_CTX_new());
  if (!context) fail(ErrorKind::no_memory, "no memory for a cipher");
  constexpr Block kNoVector{};
  require_success(::EVP_CipherInit_ex2(context.get(), cipher, raw(key.data()),
                                       raw(kNoVector.data()), encrypt ? 1 : 0, nullptr),
                  "EVP_CipherInit_ex2");
  require_success(::EVP_CIPHER_CTX_set_padding(context.get(), 0), "EVP_CIPHER_CTX_set_padding");
  return context;
}

CipherContext copy_of(const CipherContext& context) {
  CipherContext copy(::EVP_CIPHER_CTX_new());
  if (!copy) fail(ErrorKind::no_memory, "no memory for a cipher");
  require_success(::EVP_CIPHER_CTX_copy(copy.get(), context.get()), "EVP_CIPHER_CTX_copy");
  return copy;
}

void set_vector(EVP_CIPHER_CTX* context, const Block& vector) {
  require_success(::EVP_CipherInit_ex(context, nullptr, nullptr, nullptr, raw(vector.data()), -1),
                  "EVP_CipherInit_ex");
}

// In place; at most kMostBatch sectors, so that an int holds the count.
void update(EVP_CIPHER_CTX* context, std::byte* bytes, std::size_t size) {
  int done = 0;
  require_success(
      ::EVP_CipherUpdate(context, raw(bytes), &done, raw(bytes), static_cast<int>(size)),
      "EVP_CipherUpdate");
}

void add_to(std::byte* block, const Block& other) noexcept {
  for (std::size_t i = 0; i < kBlock; ++i) block[i] ^= other[i];
}

// What one thread needs to decrypt; OpenSSL's contexts cannot be shared.
struct Worker {
  CipherContext data;
  CipherContext vector;  // encrypts vectors (essiv, eboiv); may be null

  Worker copy() const { return {copy_of(data), vector ? copy_of(vector) : nullptr}; }
};

// The workers of a cipher that nobody uses at the moment. As many are made as threads decrypt at
// the same time.
class Workers {
 public:
  explicit Workers(Worker first) : prototype_(std::move(first)) {}

  Worker take() const {
    const std::lock_guard lock(mutex_);
    if (idle_.empty()) return prototype_.copy();
    Worker worker = std::move(idle_.back());
    idle_.pop_back();
    return worker;
  }
  void give_back(Worker worker) const {
    const std::lock_guard lock(mutex_);
    idle_.push_back(std::move(worker));
  }

 private:
  mutable std::mutex mutex_;  // guards both
  Worker prototype_;          // never used itself: copying reads it
  mutable std::vector<Worker> idle_;
};

class EvpSectorCipher final : public SectorCipher {
 public:
  EvpSectorCipher(ChainMode mode, const SectorVectors& vectors, Worker worker)
      : mode_(mode), vectors_(vectors), workers_(std::move(worker)) {}

  std::size_t sector_size() const noexcept override { return vectors_.sector_size; }

  void decrypt(std::uint64_t first, std::span<std::byte> sectors) const override {
    auto worker = workers_.take();
    while (!sectors.empty()) {
      const auto count = std::min(sectors.size() / vectors_.sector_size, kMostBatch);
      if (count == 0) fail(ErrorKind::internal, "part of a sector is to be decrypted");
      decrypt_batch(worker, first, sectors.data(), count);
      first += count;
      sectors = sectors.subspan(count * vectors_.sector_size);
    }
    workers_.give_back(std::move(worker));
  }

 private:
  void decrypt_batch(const Worker& worker, std::uint64_t first, std::byte* sectors,
                     std::size_t count) const {
    if (mode_ == ChainMode::ecb)
      return update(worker.data.get(), sectors, count * vectors_.sector_size);
    Blocks vectors;
    make_vectors(worker, first, count, vectors);
    if (mode_ == ChainMode::cbc)
      decrypt_cbc(worker, vectors, sectors, count);
    else
      decrypt_xts(worker, vectors, sectors, count);
  }

  void decrypt_xts(const Worker& worker, const Blocks& vectors, std::byte* sectors,
                   std::size_t count) const {
    for (std::size_t i = 0; i < count; ++i) {
      set_vector(worker.data.get(), vectors[i]);
      update(worker.data.get(), sectors + i * vectors_.sector_size, vectors_.sector_size);
    }
  }

  // CBC over all sectors as if they were one, which adds to a sector's first block the last
  // encrypted block before it in place of the sector's vector; that is put right afterwards.
  void decrypt_cbc(const Worker& worker, const Blocks& vectors, std::byte* sectors,
                   std::size_t count) const {
    const auto size = vectors_.sector_size;
    Blocks last_blocks;
    for (std::size_t i = 0; i + 1 < count; ++i)
      std::memcpy(last_blocks[i].data(), sectors + (i + 1) * size - kBlock, kBlock);
    set_vector(worker.data.get(), vectors[0]);
    update(worker.data.get(), sectors, count * size);
    for (std::size_t i = 1; i < count; ++i) {
      add_to(sectors + i * size, last_blocks[i - 1]);
      add_to(sectors + i * size, vectors[i]);
    }
  }

  void make_vectors(const Worker& worker, std::uint64_t first, std::size_t count,
                    Blocks& vectors) const {
    for (std::size_t i = 0; i < count; ++i) vectors[i] = vectors_.of(first + i);
    if (worker.vector) update(worker.vector.get(), vectors[0].data(), count * kBlock);
  }

  const ChainMode mode_;
  const SectorVectors vectors_;
  const Workers workers_;
};

// "cipher_null": what stands on the disk.
class NullCipher final : public SectorCipher {
 public:
  explicit NullCipher(std::size_t sector_size) : sector_size_(sector_size) {}
  std::size_t sector_size() const noexcept override { return sector_size_; }
  void decrypt(std::uint64_t, std::span<std::byte>) const override {}

 private:
  std::size_t sector_size_;
};

// The name without a mode that OpenSSL has for a cipher of Linux.
std::string_view family_of(std::string_view cipher, std::string_view specification) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 3> kFamilies = {
      {{"aes", "AES"}, {"camellia", "CAMELLIA"}, {"aria", "ARIA"}}};
  for (const auto& [name, family] : kFamilies)
    if (name == cipher) return family;
  fail(ErrorKind::unsupported, "the encryption {} is not supported: the cipher {}",
       printable(specification), printable(cipher));
}

CipherAlgorithm algorithm(std::string_view family, std::size_t key_bytes, std::string_view mode,
                          std::string_view specification) {
  const std::size_t wanted = mode == "XTS" ? key_bytes / 2 : key_bytes;
  if (wanted != 16 && wanted != 24 && wanted != 32)
    fail(ErrorKind::damaged, "a key of {} bytes does not fit the encryption {}", key_bytes,
         printable(specification));
  auto found = find_cipher(fmt::format("{}-{}-{}", family, wanted * 8, mode));
  if (!found)
    fail(ErrorKind::unsupported, "the encryption {} with a key of {} bits is not supported",
         printable(specification), key_bytes * 8);
  return found;
}

std::string_view name_of(ChainMode mode) noexcept {
  switch (mode) {
    case ChainMode::ecb:
      return "ECB";
    case ChainMode::cbc:
      return "CBC";
    case ChainMode::xts:
      return "XTS";
  }
  return {};
}

bool encrypts_vectors(IvRule rule) noexcept {
  return rule == IvRule::essiv || rule == IvRule::eboiv;
}

// Encrypts vectors with a hash of the key.
CipherContext make_essiv_context(const CipherSpecification& cipher, std::string_view family,
                                 std::span<const std::byte> key, std::string_view specification) {
  const auto hash = find_hash(cipher.iv_hash);
  Secret vector_key(static_cast<std::size_t>(::EVP_MD_get_size(hash.get())));
  const std::array<std::span<const std::byte>, 1> pieces = {key};
  hash_pieces(hash.get(), pieces, vector_key.writable_bytes());
  return make_context(algorithm(family, vector_key.size(), "ECB", specification).get(),
                      vector_key.bytes(), true);
}

}  // namespace

void require_known_cipher(std::string_view specification) {
  const auto cipher = parse_cipher_specification(specification);
  if (!cipher.null_cipher) family_of(cipher.cipher, specification);
}

SectorCipherPtr make_sector_cipher(std::string_view specification, std::span<const std::byte> key,
                                   std::size_t sector_size, IvCounting counting) {
  if (!is_power_of_two(sector_size) || sector_size < 512 || sector_size > kLargestSector)
    fail(ErrorKind::damaged, "sectors of {} bytes cannot be encrypted", sector_size);
  const auto cipher = parse_cipher_specification(specification);
  if (cipher.null_cipher) return std::make_shared<NullCipher>(sector_size);
  const auto family = family_of(cipher.cipher, specification);
  const SectorVectors vectors{cipher.iv, sector_size, counting};
  if (cipher.cipher == "aes" && cipher.mode == ChainMode::xts && !encrypts_vectors(cipher.iv))
    if (auto wide = make_wide_xts_cipher(key, vectors)) return wide;
  Worker worker;
  worker.data = make_context(
      algorithm(family, key.size(), name_of(cipher.mode), specification).get(), key, false);
  if (cipher.iv == IvRule::essiv)
    worker.vector = make_essiv_context(cipher, family, key, specification);
  if (cipher.iv == IvRule::eboiv)
    worker.vector =
        make_context(algorithm(family, key.size(), "ECB", specification).get(), key, true);
  return std::make_shared<EvpSectorCipher>(cipher.mode, vectors, std::move(worker));
}

}  // namespace vixmount::volume::crypt
