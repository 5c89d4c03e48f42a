#include "volume/bitlocker/key_box.hpp"

#include <openssl/err.h>

#include "volume/bitlocker/datum.hpp"
#include "volume/bitlocker/layout.hpp"
#include "volume/crypt/openssl.hpp"

namespace vixmount::volume::bitlocker {
namespace {

constexpr std::size_t kNonceBytes = 12;
constexpr std::size_t kTagBytes = 16;
constexpr std::size_t kKeyHeader = 4;  // method and flags

unsigned char* raw(std::byte* bytes) noexcept { return reinterpret_cast<unsigned char*>(bytes); }
const unsigned char* raw(const std::byte* bytes) noexcept {
  return reinterpret_cast<const unsigned char*>(bytes);
}

// AES-CCM. False when the tag does not fit.
bool decrypt(BytesView box, std::span<const std::byte> key, std::span<std::byte> out) {
  using crypt::require_success;
  const auto cipher = crypt::find_cipher("AES-256-CCM");
  const crypt::CipherContext context(::EVP_CIPHER_CTX_new());
  if (!cipher || !context) fail(ErrorKind::no_memory, "no memory for a cipher");
  auto* const ctx = context.get();
  auto tag = box.get<std::array<std::byte, kTagBytes>>(kNonceBytes);
  require_success(::EVP_DecryptInit_ex(ctx, cipher.get(), nullptr, nullptr, nullptr),
                  "EVP_DecryptInit_ex");
  require_success(::EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_SET_IVLEN, kNonceBytes, nullptr),
                  "EVP_CTRL_AEAD_SET_IVLEN");
  require_success(::EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_SET_TAG, kTagBytes, tag.data()),
                  "EVP_CTRL_AEAD_SET_TAG");
  require_success(::EVP_DecryptInit_ex(ctx, nullptr, nullptr, raw(key.data()), raw(box.data())),
                  "EVP_DecryptInit_ex");
  const auto encrypted = box.from(kNonceBytes + kTagBytes);
  int done = 0;
  const bool good = ::EVP_DecryptUpdate(ctx, raw(out.data()), &done, raw(encrypted.data()),
                                        static_cast<int>(encrypted.size())) == 1;
  if (!good) ::ERR_clear_error();
  return good;
}

}  // namespace

StoredKey parse_key(BytesView data) {
  return {data.le16_at(0), Secret(data.from(kKeyHeader).span())};
}

std::optional<StoredKey> open_box(BytesView data, std::span<const std::byte> key) {
  if (key.size() != kKeyBytes) return std::nullopt;
  if (data.size() <= kNonceBytes + kTagBytes)
    fail_at(data.origin(), "an encrypted key of BitLocker has {} bytes", data.size());
  Secret opened(data.size() - kNonceBytes - kTagBytes);
  if (!decrypt(data, key, opened.writable_bytes())) return std::nullopt;
  const BytesView datum(opened.bytes());
  const auto header = datum.get<DatumLayout>(0);
  if (static_cast<DatumType>(header.type.value()) != DatumType::key ||
      header.size < sizeof(DatumLayout))
    fail_at(data.origin(), "an encrypted key of BitLocker holds no key");
  return parse_key(datum.sub(0, header.size).from(sizeof(DatumLayout)));
}

}  // namespace vixmount::volume::bitlocker
