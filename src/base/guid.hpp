// 128-bit identifiers: UUIDs (all bytes in order) and GUIDs as Microsoft and UEFI store them (first
// three fields little endian).
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace vixmount {

// Held in the textual (big endian) order, whatever the order on disk was.
struct Guid {
  std::array<std::uint8_t, 16> bytes{};

  static Guid from_uuid_bytes(std::span<const std::byte, 16> raw) noexcept;
  static Guid from_mixed_endian_bytes(std::span<const std::byte, 16> raw) noexcept;
  // "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx", any case, optional braces.
  static std::optional<Guid> parse(std::string_view text) noexcept;

  bool is_nil() const noexcept;
  std::string to_string() const;  // lower case, no braces
  friend bool operator==(const Guid&, const Guid&) = default;
  friend auto operator<=>(const Guid&, const Guid&) = default;
};

}  // namespace vixmount
