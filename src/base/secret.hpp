// Bytes that must not stay in memory: passphrases and keys.
#pragma once

#include <cstddef>
#include <cstring>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

namespace vixmount {

// Owns its bytes and overwrites them before they are given back. The size is fixed at construction:
// a buffer that grows would leave copies behind.
class Secret {
 public:
  Secret() = default;
  explicit Secret(std::size_t size) : bytes_(size) {}
  explicit Secret(std::span<const std::byte> bytes) : bytes_(bytes.begin(), bytes.end()) {}
  explicit Secret(std::string_view text) : Secret(std::as_bytes(std::span(text))) {}
  ~Secret() { wipe(); }
  Secret(const Secret& other) = default;
  Secret(Secret&& other) noexcept : bytes_(std::exchange(other.bytes_, {})) {}
  Secret& operator=(Secret other) noexcept {
    bytes_.swap(other.bytes_);
    return *this;
  }

  std::size_t size() const noexcept { return bytes_.size(); }
  bool empty() const noexcept { return bytes_.empty(); }
  std::span<const std::byte> bytes() const noexcept { return bytes_; }
  std::span<std::byte> writable_bytes() noexcept { return bytes_; }
  std::string_view text() const noexcept {
    return {reinterpret_cast<const char*>(bytes_.data()), bytes_.size()};
  }

 private:
  void wipe() noexcept {
    if (bytes_.data() != nullptr) ::explicit_bzero(bytes_.data(), bytes_.size());
  }
  std::vector<std::byte> bytes_;
};

}  // namespace vixmount
