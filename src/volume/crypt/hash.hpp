// Hashes by the names that Linux' headers hold.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "volume/crypt/openssl.hpp"

namespace vixmount::volume::crypt {

// OpenSSL's name for "sha256", "ripemd160" ... (any case). Error{unsupported} that names any other,
// among them whirlpool, which OpenSSL keeps in a module on disk.
std::string openssl_hash_name(std::string_view name);

// The same, fetched; never null.
DigestAlgorithm find_hash(std::string_view name);

// The hash of the pieces one after the other; `out` has room for EVP_MD_get_size(hash) bytes.
void hash_pieces(const EVP_MD* hash, std::span<const std::span<const std::byte>> pieces,
                 std::span<std::byte> out);

}  // namespace vixmount::volume::crypt
