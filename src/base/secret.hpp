// Bytes that must not stay in memory: passphrases and keys.
#pragma once

#include <cstddef>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
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
    if (auto* const data = bytes_.data(); data != nullptr) ::explicit_bzero(data, bytes_.size());
  }
  std::vector<std::byte> bytes_;
};

// Overwrites a text when the block ends: a message that carries keys, a line that was typed. The
// text must not grow meanwhile.
class WipedAtEnd {
 public:
  explicit WipedAtEnd(std::string& text) noexcept : text_(text) {}
  ~WipedAtEnd() { ::explicit_bzero(text_.data(), text_.size()); }
  WipedAtEnd(const WipedAtEnd&) = delete;
  WipedAtEnd& operator=(const WipedAtEnd&) = delete;

 private:
  std::string& text_;
};

// The same for an object that holds its bytes itself: digits of a key, the state of a hash.
template <typename T>
requires std::is_trivially_copyable_v<T>
class WipedObject {
 public:
  explicit WipedObject(T& object) noexcept : object_(object) {}
  ~WipedObject() { ::explicit_bzero(&object_, sizeof(T)); }
  WipedObject(const WipedObject&) = delete;
  WipedObject& operator=(const WipedObject&) = delete;

 private:
  T& object_;
};

}  // namespace vixmount
