// SHA-256 (FIPS 180-4), with the processor's instructions where it has them.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace vixmount {

class Sha256 {
 public:
  using Digest = std::array<std::byte, 32>;

  void add(std::span<const std::byte> bytes) noexcept;
  // Nothing is to be added behind it.
  Digest finish() noexcept;

 private:
  static constexpr std::size_t kBlockBytes = 64;

  std::array<std::uint32_t, 8> state_ = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                         0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
  std::array<std::byte, kBlockBytes> pending_;  // the begun block, total_ % kBlockBytes long
  std::uint64_t total_ = 0;                     // bytes added
};

}  // namespace vixmount
