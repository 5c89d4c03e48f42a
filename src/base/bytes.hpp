// A bounds-checked view of bytes that came from a disk. Every access outside is Error{damaged} that
// names the position in the object the bytes came from; nothing is ever cast in place.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>

#include "base/checked.hpp"
#include "base/endian.hpp"
#include "base/error.hpp"

namespace vixmount {

class BytesView {
 public:
  BytesView() = default;
  // `origin` is the offset of the first byte in the enclosing object, used in messages only.
  explicit BytesView(std::span<const std::byte> bytes, std::uint64_t origin = 0) noexcept
      : bytes_(bytes), origin_(origin) {}

  std::size_t size() const noexcept { return bytes_.size(); }
  bool empty() const noexcept { return bytes_.empty(); }
  std::uint64_t origin() const noexcept { return origin_; }
  const std::byte* data() const noexcept { return bytes_.data(); }
  std::span<const std::byte> span() const noexcept { return bytes_; }

  // A copy of the trivially copyable layout struct at `offset`.
  template <typename Layout>
  requires std::is_trivially_copyable_v<Layout> Layout get(std::size_t offset)
  const {
    require(offset, sizeof(Layout));
    Layout out;
    std::memcpy(static_cast<void*>(&out), bytes_.data() + offset, sizeof(Layout));
    return out;
  }

  std::uint8_t u8(std::size_t offset) const { return get<std::uint8_t>(offset); }
  std::uint16_t le16_at(std::size_t offset) const { return get<le16>(offset); }
  std::uint32_t le32_at(std::size_t offset) const { return get<le32>(offset); }
  std::uint64_t le64_at(std::size_t offset) const { return get<le64>(offset); }
  std::uint16_t be16_at(std::size_t offset) const { return get<be16>(offset); }
  std::uint32_t be32_at(std::size_t offset) const { return get<be32>(offset); }
  std::uint64_t be64_at(std::size_t offset) const { return get<be64>(offset); }

  BytesView sub(std::size_t offset, std::size_t length) const {
    require(offset, length);
    return BytesView(bytes_.subspan(offset, length), origin_ + offset);
  }
  BytesView from(std::size_t offset) const {
    require(offset, 0);
    return BytesView(bytes_.subspan(offset), origin_ + offset);
  }
  std::string_view text(std::size_t offset, std::size_t length) const {
    require(offset, length);
    return {reinterpret_cast<const char*>(bytes_.data()) + offset, length};
  }
  // Text in a fixed field: up to the first NUL or the field's end.
  std::string_view text_until_nul(std::size_t offset, std::size_t length) const {
    const auto field = text(offset, length);
    return field.substr(0, field.find('\0'));
  }

 private:
  void require(std::size_t offset, std::size_t length) const {
    if (!fits(offset, length, bytes_.size())) [[unlikely]]
      fail_at(origin_ + offset, "structure of {} bytes runs past the end of its {} byte container",
              length, bytes_.size());
  }

  std::span<const std::byte> bytes_;
  std::uint64_t origin_ = 0;
};

// Text in a fixed field of a layout struct, as BytesView::text_until_nul. Lives as long as the
// field.
template <std::size_t N>
std::string_view text_until_nul(const std::array<char, N>& field) noexcept {
  const std::string_view all(field.data(), N);
  return all.substr(0, all.find('\0'));
}

inline std::span<const std::byte> as_bytes(std::string_view text) noexcept {
  return std::as_bytes(std::span(text.data(), text.size()));
}

inline bool is_all_zero(std::span<const std::byte> bytes) noexcept {
  return bytes.empty() || (bytes[0] == std::byte{0} &&
                           std::memcmp(bytes.data(), bytes.data() + 1, bytes.size() - 1) == 0);
}

}  // namespace vixmount
