#include "volume/crypt/openssl.hpp"

#include <openssl/crypto.h>
#include <openssl/err.h>

#include "base/error.hpp"

namespace vixmount::volume::crypt {

OSSL_LIB_CTX* openssl_context() {
  static const std::unique_ptr<OSSL_LIB_CTX, OpensslDeleter<OSSL_LIB_CTX_free>> context = [] {
    ::OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG, nullptr);
    return std::unique_ptr<OSSL_LIB_CTX, OpensslDeleter<OSSL_LIB_CTX_free>>(::OSSL_LIB_CTX_new());
  }();
  if (!context) fail(ErrorKind::no_memory, "no memory for libcrypto");
  return context.get();
}

CipherAlgorithm find_cipher(const std::string& name) {
  CipherAlgorithm found(::EVP_CIPHER_fetch(openssl_context(), name.c_str(), nullptr));
  if (!found) ::ERR_clear_error();
  return found;
}

DigestAlgorithm find_digest(const std::string& name) {
  DigestAlgorithm found(::EVP_MD_fetch(openssl_context(), name.c_str(), nullptr));
  if (!found) ::ERR_clear_error();
  return found;
}

void require_success(int result, const char* call) {
  if (result == 1) [[likely]]
    return;
  ::ERR_clear_error();
  fail(ErrorKind::internal, "libcrypto: {} failed", call);
}

}  // namespace vixmount::volume::crypt
