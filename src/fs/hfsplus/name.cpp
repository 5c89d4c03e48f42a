#include "fs/hfsplus/name.hpp"

#include <algorithm>
#include <vector>

#include <utf8proc.h>

#include "base/error.hpp"
#include "base/text.hpp"
#include "fs/hfsplus/layout.hpp"

namespace vixmount::fs::hfsplus {
namespace {

constexpr char32_t kReplacement = 0xFFFD;
constexpr char32_t kSymbolForZero = 0x2400;
// More than a name of 255 units decomposes to.
constexpr std::size_t kMostShownBytes = 255 * 4 * 4;

constexpr bool is_high_surrogate(char32_t unit) noexcept { return unit >> 10 == 0xD800 >> 10; }
constexpr bool is_low_surrogate(char32_t unit) noexcept { return unit >> 10 == 0xDC00 >> 10; }

// Apple decomposes none of these: compatibility characters that would be lost (Technical Q&A
// QA1173).
constexpr bool is_left_alone(char32_t c) noexcept {
  return (c >= 0x2000 && c <= 0x2FFF) || (c >= 0xF900 && c <= 0xFAFF) ||
         (c >= 0x2F800 && c <= 0x2FAFF);
}

// TN1150's table is of Unicode 2, in which Greek letters bore U+030D as their tonos.
constexpr bool takes_old_tonos(char32_t base) noexcept {
  return base == 0xA8 || base == 0x308 || (base >= 0x391 && base <= 0x3D2);
}

std::u32string code_points_of(std::u16string_view units) {
  std::u32string out;
  out.reserve(units.size());
  for (std::size_t i = 0; i < units.size(); ++i) {
    const char32_t unit = units[i];
    if (is_high_surrogate(unit) && i + 1 < units.size() && is_low_surrogate(units[i + 1]))
      out += 0x10000 + ((unit & 0x3FF) << 10) + (units[++i] & 0x3FFU);
    else
      out += is_high_surrogate(unit) || is_low_surrogate(unit) ? kReplacement : unit;
  }
  return out;
}

std::string utf8_of(std::u32string_view code_points) {
  std::string out;
  for (const auto c : code_points) append_utf8(out, c);
  return out;
}

// The canonical form of `text`: decomposed and in canonical order, or composed again.
std::u32string normalized(std::u32string_view text, bool composed) {
  const auto options = static_cast<utf8proc_option_t>(
      UTF8PROC_STABLE | (composed ? UTF8PROC_COMPOSE : UTF8PROC_DECOMPOSE));
  const auto bytes = utf8_of(text);
  std::vector<utf8proc_int32_t> out(text.size() * 4 + 4);  // no character decomposes to more than 4
  auto count = utf8proc_decompose(reinterpret_cast<const utf8proc_uint8_t*>(bytes.data()),
                                  static_cast<utf8proc_ssize_t>(bytes.size()), out.data(),
                                  static_cast<utf8proc_ssize_t>(out.size()), options);
  if (count < 0 || static_cast<std::size_t>(count) > out.size()) return std::u32string(text);
  if (composed) count = utf8proc_normalize_utf32(out.data(), count, options);
  if (count < 0) return std::u32string(text);
  return {out.begin(), out.begin() + count};
}

// The same for all parts of `text` between characters that are left alone.
std::u32string normalized_as_apple_does(std::u32string_view text, bool composed) {
  std::u32string out;
  while (!text.empty()) {
    const auto end = std::find_if(text.begin(), text.end(), is_left_alone);
    const auto length = static_cast<std::size_t>(end - text.begin());
    if (length != 0) out += normalized(text.substr(0, length), composed);
    text.remove_prefix(length);
    while (!text.empty() && is_left_alone(text.front())) {
      out += text.front();
      text.remove_prefix(1);
    }
  }
  return out;
}

bool is_ascii(std::u16string_view units) noexcept {
  return std::all_of(units.begin(), units.end(),
                     [](char16_t unit) { return unit > 0 && unit < 0x80; });
}

std::optional<std::u32string> decode_shown(std::string_view shown) {
  if (shown.empty() || shown.size() > kMostShownBytes || !is_valid_utf8(shown)) return std::nullopt;
  std::u32string out;
  const auto* at = reinterpret_cast<const utf8proc_uint8_t*>(shown.data());
  for (auto left = static_cast<utf8proc_ssize_t>(shown.size()); left > 0;) {
    utf8proc_int32_t c = 0;
    const auto length = utf8proc_iterate(at, left, &c);
    if (length <= 0) return std::nullopt;
    at += length;
    left -= length;
    if (c == ':')
      c = '/';
    else if (c == kSymbolForZero)
      c = 0;
    out += static_cast<char32_t>(c);
  }
  return out;
}

std::optional<std::u16string> units_of(std::u32string_view text) {
  std::u16string out;
  for (const auto c : text) {
    if (c < 0x10000) {
      out += static_cast<char16_t>(c);
    } else {
      out += static_cast<char16_t>(0xD800 + ((c - 0x10000) >> 10));
      out += static_cast<char16_t>(0xDC00 + ((c - 0x10000) & 0x3FF));
    }
  }
  if (out.size() > layout::kLongestName) return std::nullopt;
  return out;
}

}  // namespace

std::u16string read_units(BytesView raw) {
  std::u16string out(raw.size() / 2, u'\0');
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = raw.be16_at(i * 2);
  return out;
}

std::string shown_name(std::u16string_view stored) {
  std::string out;
  if (is_ascii(stored)) {
    out.assign(stored.begin(), stored.end());
  } else {
    auto text = code_points_of(stored);
    for (std::size_t i = 1; i < text.size(); ++i)
      if (text[i] == 0x30D && takes_old_tonos(text[i - 1])) text[i] = 0x301;
    text = normalized_as_apple_does(text, true);
    std::replace(text.begin(), text.end(), U'\0', kSymbolForZero);
    out = utf8_of(text);
  }
  std::replace(out.begin(), out.end(), '/', ':');
  return out;
}

std::optional<std::u16string> stored_name(std::string_view shown) {
  const auto text = decode_shown(shown);
  if (!text) return std::nullopt;
  // Zeros would end the text for the library: they stand between parts, too.
  std::u32string out;
  for (std::u32string_view rest = *text;;) {
    const auto zero = rest.find(U'\0');
    out += normalized_as_apple_does(rest.substr(0, zero), false);
    if (zero == std::u32string_view::npos) return units_of(out);
    out += U'\0';
    rest.remove_prefix(zero + 1);
  }
}

std::optional<std::u16string> stored_as_is(std::string_view shown) {
  const auto text = decode_shown(shown);
  return text ? units_of(*text) : std::nullopt;
}

std::optional<std::u16string> stored_with_colons(std::string_view shown) {
  if (shown.find(':') == std::string_view::npos) return std::nullopt;
  auto stored = stored_as_is(shown);
  if (stored) std::replace(stored->begin(), stored->end(), u'/', u':');
  return stored;
}

}  // namespace vixmount::fs::hfsplus
