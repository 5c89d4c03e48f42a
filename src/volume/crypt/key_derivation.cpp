#include "volume/crypt/key_derivation.hpp"

#include <algorithm>
#include <array>

#include <argon2.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/kdf.h>
#include <openssl/params.h>

#include "base/checked.hpp"
#include "base/error.hpp"
#include "volume/crypt/hash.hpp"
#include "volume/crypt/openssl.hpp"

namespace vixmount::volume::crypt {
namespace {

// No cipher has a longer key; derived at once, more would cost more than cost_of() says.
constexpr std::size_t kLongestKey = 512;  // bytes

// OpenSSL's and libargon2's interfaces take pointers to what they only read.
unsigned char* unconst(std::span<const std::byte> bytes) noexcept {
  static const std::byte kNothing{};  // an empty span may have no address
  const auto* data = bytes.empty() ? &kNothing : bytes.data();
  return const_cast<unsigned char*>(reinterpret_cast<const unsigned char*>(data));
}

std::uint64_t cost(const Pbkdf2& derivation, std::size_t key_bytes) {
  const auto hash = find_hash(derivation.hash);
  const auto hash_bytes = static_cast<std::size_t>(::EVP_MD_get_size(hash.get()));
  return std::uint64_t{derivation.iterations} * divide_rounding_up(key_bytes, hash_bytes);
}

std::uint64_t cost(const Argon2& derivation, std::size_t) {
  return std::uint64_t{derivation.passes} * derivation.memory_kib;
}

std::string describe(const Pbkdf2& derivation) {
  return fmt::format("{} iterations of {}", derivation.iterations, derivation.hash);
}

std::string describe(const Argon2& derivation) {
  return fmt::format("{} passes of Argon2 over {} KiB by {} lanes", derivation.passes,
                     derivation.memory_kib, derivation.lanes);
}

void check_parameters(const Pbkdf2& derivation) {
  if (derivation.iterations == 0) fail(ErrorKind::damaged, "PBKDF2 without an iteration");
}

void check_parameters(const Argon2& derivation) {
  if (derivation.memory_kib > kMostArgon2MemoryKib || derivation.lanes > kMostArgon2Lanes)
    fail(ErrorKind::limit_exceeded, "{} are refused: at most {} KiB and {} lanes are used",
         describe(derivation), kMostArgon2MemoryKib, kMostArgon2Lanes);
  constexpr std::uint32_t kLeastKibOfLane = 8;
  if (derivation.passes == 0 || derivation.lanes == 0 ||
      derivation.memory_kib < kLeastKibOfLane * derivation.lanes)
    fail(ErrorKind::damaged, "{} cannot be", describe(derivation));
}

Secret derive(const Pbkdf2& derivation, std::span<const std::byte> passphrase,
              std::span<const std::byte> salt, std::size_t key_bytes) {
  const std::unique_ptr<EVP_KDF, OpensslDeleter<EVP_KDF_free>> function(
      ::EVP_KDF_fetch(openssl_context(), "PBKDF2", nullptr));
  const std::unique_ptr<EVP_KDF_CTX, OpensslDeleter<EVP_KDF_CTX_free>> context(
      ::EVP_KDF_CTX_new(function.get()));
  if (!context) fail(ErrorKind::no_memory, "no memory for PBKDF2");
  auto hash = openssl_hash_name(derivation.hash);
  unsigned iterations = derivation.iterations;
  int no_lower_bounds = 1;
  const std::array<OSSL_PARAM, 6> parameters = {
      ::OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_PASSWORD, unconst(passphrase),
                                          passphrase.size()),
      ::OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_SALT, unconst(salt), salt.size()),
      ::OSSL_PARAM_construct_uint(OSSL_KDF_PARAM_ITER, &iterations),
      ::OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, hash.data(), 0),
      ::OSSL_PARAM_construct_int(OSSL_KDF_PARAM_PKCS5, &no_lower_bounds),
      ::OSSL_PARAM_construct_end()};
  Secret key(key_bytes);
  require_success(
      ::EVP_KDF_derive(context.get(), unconst(key.bytes()), key_bytes, parameters.data()),
      "EVP_KDF_derive");
  return key;
}

Secret derive(const Argon2& derivation, std::span<const std::byte> passphrase,
              std::span<const std::byte> salt, std::size_t key_bytes) {
  Secret key(key_bytes);
  argon2_context context{};
  context.out = unconst(key.bytes());
  context.outlen = static_cast<std::uint32_t>(key_bytes);
  context.pwd = unconst(passphrase);
  context.pwdlen = static_cast<std::uint32_t>(passphrase.size());
  context.salt = unconst(salt);
  context.saltlen = static_cast<std::uint32_t>(salt.size());
  context.t_cost = derivation.passes;
  context.m_cost = derivation.memory_kib;
  context.lanes = context.threads = derivation.lanes;
  context.version = ARGON2_VERSION_13;
  context.flags = ARGON2_DEFAULT_FLAGS;
  const auto type = derivation.also_by_data ? Argon2_id : Argon2_i;
  int result = ::argon2_ctx(&context, type);
  if (result == ARGON2_THREAD_FAIL) {
    context.threads = 1;
    result = ::argon2_ctx(&context, type);
  }
  if (result == ARGON2_MEMORY_ALLOCATION_ERROR)
    fail(ErrorKind::no_memory, "{} need memory that is not to be had", describe(derivation));
  if (result != ARGON2_OK)
    fail(ErrorKind::damaged, "{}: {}", describe(derivation), ::argon2_error_message(result));
  return key;
}

}  // namespace

std::uint64_t cost_of(const KeyDerivation& derivation, std::size_t key_bytes) {
  return std::visit([&](const auto& which) { return cost(which, key_bytes); }, derivation);
}

void check_cost(const KeyDerivation& derivation, std::size_t key_bytes) {
  if (key_bytes == 0 || key_bytes > kLongestKey)
    fail(ErrorKind::damaged, "a key of {} bytes cannot be", key_bytes);
  std::visit([](const auto& which) { check_parameters(which); }, derivation);
  if (cost_of(derivation, key_bytes) > kMostCost)
    fail(ErrorKind::limit_exceeded, "{} are refused: they would take too long",
         std::visit([](const auto& which) { return describe(which); }, derivation));
}

Secret derive_key(const KeyDerivation& derivation, std::span<const std::byte> passphrase,
                  std::span<const std::byte> salt, std::size_t key_bytes) {
  check_cost(derivation, key_bytes);
  return std::visit([&](const auto& which) { return derive(which, passphrase, salt, key_bytes); },
                    derivation);
}

}  // namespace vixmount::volume::crypt
