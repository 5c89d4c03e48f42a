// SHA-256, fed as content passes by.
#pragma once

#include <string>
#include <string_view>

#include "base/sha256.hpp"

namespace vixmount::cli {

class Sha256 {
 public:
  void add(std::string_view bytes) noexcept;
  // 64 lower-case hexadecimal digits, as sha256sum prints them. Nothing is to be added behind it.
  std::string finish();

 private:
  vixmount::Sha256 hash_;
};

}  // namespace vixmount::cli
