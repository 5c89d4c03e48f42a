#include "volume/crypt/hash.hpp"

#include <array>
#include <utility>

#include "base/error.hpp"
#include "base/text.hpp"

namespace vixmount::volume::crypt {

std::string openssl_hash_name(std::string_view name) {
  constexpr std::array<std::pair<std::string_view, const char*>, 14> kHashes = {
      {{"sha1", "SHA1"},
       {"sha224", "SHA2-224"},
       {"sha256", "SHA2-256"},
       {"sha384", "SHA2-384"},
       {"sha512", "SHA2-512"},
       {"sha3-224", "SHA3-224"},
       {"sha3-256", "SHA3-256"},
       {"sha3-384", "SHA3-384"},
       {"sha3-512", "SHA3-512"},
       {"ripemd160", "RIPEMD160"},
       {"blake2b-512", "BLAKE2B-512"},
       {"blake2s-256", "BLAKE2S-256"},
       {"sm3", "SM3"},
       {"md5", "MD5"}}};
  for (const auto& [known, openssl_name] : kHashes)
    if (equals_ignoring_ascii_case(known, name)) return openssl_name;
  fail(ErrorKind::unsupported, "the hash {} is not supported", printable(name));
}

DigestAlgorithm find_hash(std::string_view name) {
  auto found = find_digest(openssl_hash_name(name));
  if (!found) fail(ErrorKind::unsupported, "the hash {} is not in this libcrypto", printable(name));
  return found;
}

void hash_pieces(const EVP_MD* hash, std::span<const std::span<const std::byte>> pieces,
                 std::span<std::byte> out) {
  const std::unique_ptr<EVP_MD_CTX, OpensslDeleter<EVP_MD_CTX_free>> context(::EVP_MD_CTX_new());
  if (!context) fail(ErrorKind::no_memory, "no memory for a hash");
  if (out.size() < static_cast<std::size_t>(::EVP_MD_get_size(hash)))
    fail(ErrorKind::internal, "no room for a hash");
  require_success(::EVP_DigestInit_ex2(context.get(), hash, nullptr), "EVP_DigestInit_ex2");
  for (const auto& piece : pieces)
    require_success(::EVP_DigestUpdate(context.get(), piece.data(), piece.size()),
                    "EVP_DigestUpdate");
  require_success(
      ::EVP_DigestFinal_ex(context.get(), reinterpret_cast<unsigned char*>(out.data()), nullptr),
      "EVP_DigestFinal_ex");
}

}  // namespace vixmount::volume::crypt
