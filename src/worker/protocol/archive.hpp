// Turns message structs into bytes and back. A struct takes part by a function template that names
// its fields once for both directions:
//
//   template <typename Archive> void serialize(Archive& archive, Message& message) {
//     archive(message.a, message.b);
//   }
//
// The two sides are built from one source and never exchange bytes with another version, so there
// are no tags. The decoder trusts nothing all the same: the worker it listens to may have been
// taken over by a guest's disk.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "base/secret.hpp"

namespace vixmount::worker {

class Encoder {
 public:
  Encoder() = default;
  ~Encoder() { forget(); }
  Encoder(const Encoder&) = delete;
  Encoder& operator=(const Encoder&) = delete;

  template <typename... Fields>
  void operator()(const Fields&... fields) {
    (put(fields), ...);
  }
  // Of a message that holds secrets this is the only copy; whoever takes it wipes it.
  std::string take() && {
    bytes_.resize(used_);
    return std::move(bytes_);
  }

 private:
  // Listings are millions of small fields: a copy into room that is there already, mostly.
  [[gnu::always_inline]] void append(const void* data, std::size_t size) {
    if (size > bytes_.size() - used_) [[unlikely]]
      grow(size);
    std::memcpy(bytes_.data() + used_, data, size);
    used_ += size;
  }
  [[gnu::noinline]] void grow(std::size_t size) {
    const auto wanted = std::max(2 * bytes_.size(), used_ + size + 64);
    if (!holds_secrets_) return bytes_.resize(wanted);
    std::string larger(wanted, '\0');
    std::memcpy(larger.data(), bytes_.data(), used_);
    forget();
    bytes_ = std::move(larger);
  }
  void forget() noexcept {
    if (holds_secrets_) ::explicit_bzero(bytes_.data(), bytes_.size());
  }

  template <typename T>
  requires std::is_arithmetic_v<T> || std::is_enum_v<T>
  void put(const T& value) { append(&value, sizeof(value)); }
  void put(const std::string& text) {
    put(static_cast<std::uint32_t>(text.size()));
    append(text.data(), text.size());
  }
  void put(const Secret& secret) {
    holds_secrets_ = true;
    put(static_cast<std::uint32_t>(secret.size()));
    append(secret.bytes().data(), secret.size());
  }
  template <typename T>
  void put(const std::vector<T>& items) {
    put(static_cast<std::uint32_t>(items.size()));
    for (const auto& item : items) put(item);
  }
  template <typename T>
  void put(const std::optional<T>& value) {
    put(value.has_value());
    if (value) put(*value);
  }
  template <typename Key, typename Value>
  void put(const std::map<Key, Value>& items) {
    put(static_cast<std::uint32_t>(items.size()));
    for (const auto& [key, value] : items) (*this)(key, value);
  }
  template <typename T>
  requires std::is_class_v<T>
  void put(const T& message) {
    // serialize() takes a mutable reference because it serves both directions; encoding does not
    // change it.
    serialize(*this, const_cast<T&>(message));  // NOLINT(cppcoreguidelines-pro-type-const-cast)
  }

  std::string bytes_;  // the first used_ of them count
  std::size_t used_ = 0;
  bool holds_secrets_ = false;
};

class Decoder {
 public:
  explicit Decoder(std::string_view bytes) noexcept : rest_(bytes) {}

  template <typename... Fields>
  void operator()(Fields&... fields) {
    (get(fields), ...);
  }
  // Throws when bytes are left over.
  void finish() const {
    if (!rest_.empty()) broken();
  }

 private:
  [[noreturn]] static void broken() {
    fail(ErrorKind::worker_lost, "a message between worker and library makes no sense");
  }
  std::string_view take(std::size_t count) {
    if (count > rest_.size()) broken();
    const auto taken = rest_.substr(0, count);
    rest_.remove_prefix(count);
    return taken;
  }
  // An item takes at least a byte, so a count beyond the rest is a lie that must not make us
  // allocate.
  std::uint32_t count() {
    std::uint32_t value = 0;
    get(value);
    if (value > rest_.size()) broken();
    return value;
  }

  template <typename T>
  requires std::is_arithmetic_v<T> || std::is_enum_v<T>
  void get(T& value) {
    if constexpr (std::is_same_v<T, bool>) {
      value = take(1)[0] != 0;
    } else {
      std::memcpy(&value, take(sizeof(value)).data(), sizeof(value));
    }
  }
  void get(std::string& text) { text = take(count()); }
  void get(Secret& secret) { secret = Secret(take(count())); }
  template <typename T>
  void get(std::vector<T>& items) {
    const auto size = count();
    items.clear();
    constexpr std::uint32_t kBelievedAtOnce = 1024;  // a count may still be a lie by a factor
    items.reserve(std::min(size, kBelievedAtOnce));
    for (std::uint32_t i = 0; i < size; ++i) get(items.emplace_back());
  }
  template <typename T>
  void get(std::optional<T>& value) {
    bool present = false;
    get(present);
    if (present)
      get(value.emplace());
    else
      value.reset();
  }
  template <typename Key, typename Value>
  void get(std::map<Key, Value>& items) {
    const auto size = count();
    items.clear();
    for (std::uint32_t i = 0; i < size; ++i) {
      Key key{};
      Value value{};
      (*this)(key, value);
      items.emplace(std::move(key), std::move(value));
    }
  }
  template <typename T>
  requires std::is_class_v<T>
  void get(T& message) { serialize(*this, message); }

  std::string_view rest_;
};

template <typename Message>
std::string encode(const Message& message) {
  Encoder encoder;
  encoder(message);
  return std::move(encoder).take();
}

template <typename Message>
Message decode(std::string_view bytes) {
  Message message{};
  Decoder decoder(bytes);
  decoder(message);
  decoder.finish();
  return message;
}

}  // namespace vixmount::worker
