// OpenSSL's libcrypto as this project uses it: in a context of its own, without files.
//
// The process that reads disks may open no file, so neither a configuration file nor provider
// modules are looked for: what the library holds itself (its default provider) is all there is.
#pragma once

#include <memory>
#include <string>

#include <openssl/evp.h>

namespace vixmount::volume::crypt {

template <auto Free>
struct OpensslDeleter {
  template <typename T>
  void operator()(T* object) const noexcept {
    Free(object);
  }
};
using CipherAlgorithm = std::unique_ptr<EVP_CIPHER, OpensslDeleter<EVP_CIPHER_free>>;
using CipherContext = std::unique_ptr<EVP_CIPHER_CTX, OpensslDeleter<EVP_CIPHER_CTX_free>>;
using DigestAlgorithm = std::unique_ptr<EVP_MD, OpensslDeleter<EVP_MD_free>>;

// The context to fetch algorithms from. Made by the first call; safe from many threads.
OSSL_LIB_CTX* openssl_context();

// By OpenSSL's names ("AES-256-XTS", "SHA2-256"); null where the library has no such algorithm.
CipherAlgorithm find_cipher(const std::string& name);
DigestAlgorithm find_digest(const std::string& name);

// Throws Error{internal} that names the call, unless `result` is 1: for calls that fail only
// through our own fault.
void require_success(int result, const char* call);

}  // namespace vixmount::volume::crypt
