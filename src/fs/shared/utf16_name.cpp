#include "fs/shared/utf16_name.hpp"

#include <cstring>

#include "base/text.hpp"

namespace vixmount::fs {
namespace {

constexpr bool is_high_surrogate(char32_t unit) noexcept {
  return unit >= 0xD800 && unit <= 0xDBFF;
}
constexpr bool is_low_surrogate(char32_t unit) noexcept { return unit >= 0xDC00 && unit <= 0xDFFF; }

void append_lone_surrogate(std::string& out, char32_t unit) {
  out.push_back(static_cast<char>(0xE0 | (unit >> 12)));
  out.push_back(static_cast<char>(0x80 | ((unit >> 6) & 0x3F)));
  out.push_back(static_cast<char>(0x80 | (unit & 0x3F)));
}

// Takes the shortest-form sequence at the front of `text` away, surrogates included; nothing when
// there is none.
std::optional<char32_t> take_code_point(std::string_view& text) noexcept {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const char32_t lead = byte(0);
  if (lead < 0x80) {
    text.remove_prefix(1);
    return lead;
  }
  const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || text.size() < length) return std::nullopt;
  char32_t code_point = lead & (0xFFU >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return std::nullopt;
    code_point = code_point << 6 | (byte(i) & 0x3F);
  }
  constexpr char32_t kSmallest[] = {0, 0, 0x80, 0x800, 0x10000};
  if (code_point < kSmallest[length] || code_point > 0x10FFFF) return std::nullopt;
  text.remove_prefix(length);
  return code_point;
}

}  // namespace

bool Utf16View::contains(char16_t unit) const noexcept {
  for (std::size_t i = 0; i < size_; ++i)
    if ((*this)[i] == unit) return true;
  return false;
}

bool operator==(Utf16View a, Utf16View b) noexcept {
  return a.size_ == b.size_ && (a.size_ == 0 || std::memcmp(a.bytes_, b.bytes_, 2 * a.size_) == 0);
}

void append_utf8_of(Utf16View name, std::string& out) {
  for (std::size_t i = 0; i < name.size(); ++i) {
    const char32_t unit = name[i];
    if (unit < 0x80) {
      out.push_back(static_cast<char>(unit));
    } else if (is_high_surrogate(unit) && i + 1 < name.size() && is_low_surrogate(name[i + 1])) {
      append_utf8(out, 0x10000 + ((unit - 0xD800) << 10) + (name[++i] - 0xDC00U));
    } else if (is_high_surrogate(unit) || is_low_surrogate(unit)) {
      append_lone_surrogate(out, unit);
    } else {
      append_utf8(out, unit);
    }
  }
}

std::string to_utf8(Utf16View name) {
  std::string out;
  out.reserve(name.size());
  append_utf8_of(name, out);
  return out;
}

std::optional<std::u16string> from_utf8(std::string_view name) {
  std::u16string out;
  out.reserve(name.size());
  bool after_lone_high = false;
  while (!name.empty()) {
    const auto code_point = take_code_point(name);
    if (!code_point) return std::nullopt;
    // Two halves of a pair have one text only, that of the pair.
    if (after_lone_high && is_low_surrogate(*code_point)) return std::nullopt;
    after_lone_high = is_high_surrogate(*code_point);
    if (*code_point < 0x10000) {
      out.push_back(static_cast<char16_t>(*code_point));
    } else {
      out.push_back(static_cast<char16_t>(0xD800 + ((*code_point - 0x10000) >> 10)));
      out.push_back(static_cast<char16_t>(0xDC00 + ((*code_point - 0x10000) & 0x3FF)));
    }
  }
  return out;
}

}  // namespace vixmount::fs
