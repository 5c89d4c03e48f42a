// SHA-256 (FIPS 180-4), fed as content passes by. OpenSSL's, linked from its archive: its functions
// use the processor's instructions, and a program that loads the library starts later.
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string>

namespace vixmount {

class Sha256 {
 public:
  using Digest = std::array<std::byte, 32>;

  Sha256() noexcept;
  void add(std::span<const std::byte> bytes) noexcept;
  // Nothing is to be added behind it.
  Digest finish() noexcept;

 private:
  // SHA256_CTX of <openssl/sha.h>, which is not for everybody who includes this.
  struct alignas(8) State {
    std::array<std::byte, 112> bytes;
  };
  State state_;
};

// Of the two halves of `bytes`, together where the processor can. bytes.size() is even.
std::array<Sha256::Digest, 2> sha256_of_two(std::span<const std::byte> bytes) noexcept;

// 64 lower-case hexadecimal digits, as sha256sum prints them.
std::string to_hex(const Sha256::Digest& digest);

}  // namespace vixmount
