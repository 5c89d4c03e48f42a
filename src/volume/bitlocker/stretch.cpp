#include "volume/bitlocker/stretch.hpp"

#include <algorithm>
#include <array>
#include <cstring>

// The function of one block: the interface that OpenSSL recommends costs as much again in calls.
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/sha.h>

#include "base/endian.hpp"

namespace vixmount::volume::bitlocker {
namespace {

// What is hashed in each round: 88 bytes, which SHA-256 pads to two of its blocks.
struct Round {
  std::array<be32, 8> last;  // the round before; zeros at first
  std::array<std::byte, 32> initial;
  std::array<std::byte, 16> salt;
  le64 count;
  // SHA-256's padding: a bit, zeros, the length in bits.
  std::uint8_t bit = 0x80;
  std::array<std::byte, 31> zeros{};
  be64 bits = 88 * 8;
};
static_assert(sizeof(Round) == 128 && offsetof(Round, bit) == 88);

}  // namespace

Secret stretch(std::span<const std::byte, 32> initial, std::span<const std::byte, 16> salt,
               std::uint32_t rounds) {
  SHA256_CTX begin;
  ::SHA256_Init(&begin);
  SHA256_CTX context = begin;
  Round round;
  const WipedObject wiped_context(context);
  const WipedObject wiped_round(round);
  std::copy(initial.begin(), initial.end(), round.initial.begin());
  std::copy(salt.begin(), salt.end(), round.salt.begin());
  const auto* const blocks = reinterpret_cast<const unsigned char*>(&round);
  for (std::uint32_t i = 0; i < rounds; ++i) {
    round.count = i;
    std::copy(std::begin(begin.h), std::end(begin.h), std::begin(context.h));
    ::SHA256_Transform(&context, blocks);
    ::SHA256_Transform(&context, blocks + 64);
    std::copy(std::begin(context.h), std::end(context.h), round.last.begin());
  }
  return Secret(std::as_bytes(std::span(round.last)));
}

Secret sha256_of_secret(std::span<const std::byte> bytes) {
  SHA256_CTX context;
  const WipedObject wiped(context);
  Secret hash(SHA256_DIGEST_LENGTH);
  ::SHA256_Init(&context);
  ::SHA256_Update(&context, bytes.data(), bytes.size());
  ::SHA256_Final(reinterpret_cast<unsigned char*>(hash.writable_bytes().data()), &context);
  return hash;
}

}  // namespace vixmount::volume::bitlocker
