// SHA-256, fed as content passes by.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <nettle/sha2.h>

namespace vixmount::cli {

class Sha256 {
 public:
  Sha256() noexcept;
  void add(std::string_view bytes) noexcept;
  // 64 lower-case hexadecimal digits, as sha256sum prints them. Nothing is to be added behind it.
  std::string finish() noexcept;

 private:
  sha256_ctx context_;
};

}  // namespace vixmount::cli
