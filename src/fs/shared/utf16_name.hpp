// Names of NTFS, FAT and exFAT are sequences of 16-bit units, nearly always UTF-16. Towards POSIX
// they are UTF-8; a surrogate without its partner becomes three bytes (WTF-8, as ntfs-3g does), so
// that every name has exactly one text and leads back to the same units.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace vixmount::fs {

static_assert(std::endian::native == std::endian::little);

// Little endian units at any address; borrows the bytes.
class Utf16View {
 public:
  Utf16View() = default;
  // An odd last byte is no part of it.
  explicit Utf16View(std::span<const std::byte> bytes) noexcept
      : bytes_(bytes.data()), size_(bytes.size() / 2) {}
  // In the host's order, which is little endian on every host we build for.
  explicit Utf16View(std::u16string_view text) noexcept
      : bytes_(reinterpret_cast<const std::byte*>(text.data())), size_(text.size()) {}

  std::size_t size() const noexcept { return size_; }
  bool empty() const noexcept { return size_ == 0; }
  char16_t operator[](std::size_t i) const noexcept {
    return static_cast<char16_t>(std::to_integer<unsigned>(bytes_[2 * i]) |
                                 std::to_integer<unsigned>(bytes_[2 * i + 1]) << 8);
  }
  bool contains(char16_t unit) const noexcept;
  friend bool operator==(Utf16View a, Utf16View b) noexcept;
  bool equals(std::u16string_view text) const noexcept { return *this == Utf16View(text); }

 private:
  const std::byte* bytes_ = nullptr;
  std::size_t size_ = 0;
};

std::string to_utf8(Utf16View name);
// The same into a string that is used again and again.
void append_utf8_of(Utf16View name, std::string& out);

// The units that `name` stands for; nothing when it is no text that to_utf8 can produce.
std::optional<std::u16string> from_utf8(std::string_view name);

// Units of the longest name and of the longest stream name.
inline constexpr std::size_t kLongestUtf16Name = 255;

}  // namespace vixmount::fs
