#include "fs/udf/cs0.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/text.hpp"
#include "fs/udf/descriptor_tag.hpp"

namespace vixmount::fs::udf {
namespace {

constexpr std::uint8_t kLatin1 = 8;
constexpr std::uint8_t kUtf16 = 16;
constexpr char32_t kNoCharacter = 0xFFFFFFFF;
constexpr std::size_t kLongestExtension = 4;  // units
constexpr std::size_t kMarkBytes = 5;         // "#" and four digits

bool is_high(char32_t unit) noexcept { return unit >= 0xD800 && unit <= 0xDBFF; }
bool is_low(char32_t unit) noexcept { return unit >= 0xDC00 && unit <= 0xDFFF; }

// The units behind the byte that says what they are.
class Units {
 public:
  Units(BytesView bytes, bool wide) : bytes_(bytes), wide_(wide) {}

  std::size_t count() const noexcept { return bytes_.size() / (wide_ ? 2 : 1); }
  char32_t at(std::size_t i) const { return wide_ ? bytes_.be16_at(2 * i) : bytes_.u8(i); }
  BytesView bytes() const noexcept { return bytes_; }

  // The character at `i`, which moves behind it. A high surrogate takes the next unit along even
  // where that is no low one.
  char32_t next(std::size_t& i) const {
    const auto unit = at(i++);
    if (is_low(unit)) return kNoCharacter;
    if (!is_high(unit)) return unit;
    if (i == count()) return kNoCharacter;
    const auto low = at(i++);
    return is_low(low) ? 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00) : kNoCharacter;
  }

 private:
  BytesView bytes_;
  bool wide_;
};

std::optional<Units> units_of(BytesView text) {
  if (text.empty()) return std::nullopt;
  const auto kind = text.u8(0);
  const bool wide = kind == kUtf16;
  if ((!wide && kind != kLatin1) || (wide && text.size() % 2 != 1)) return std::nullopt;
  return Units(text.from(1), wide);
}

bool is_illegal(char32_t character) noexcept {
  return character == kNoCharacter || character == 0 || character == '/';
}

// Where the dot of a short extension stands; count() where there is none.
std::size_t find_extension(const Units& units) {
  const auto count = units.count();
  for (std::size_t behind = 0; behind <= kLongestExtension && behind < count; ++behind)
    if (units.at(count - 1 - behind) == '.') return behind == 0 ? count : count - 1 - behind;
  return count;
}

class Translation {
 public:
  Translation(const Units& units, std::size_t most) : units_(units), most_(most) {}

  std::string run() {
    const auto dot = find_extension(units_);
    std::string extension;
    for (auto i = dot; i < units_.count();) append(extension, i);
    const auto room = most_ - std::min(most_, extension.size());
    const auto marked_room = room - std::min(room, kMarkBytes);
    std::string name;
    std::size_t marked_length = 0;
    for (std::size_t i = 0; i < units_.count() && i != dot;) {
      append(name, i);
      if (name.size() <= marked_room) marked_length = name.size();
      if (name.size() > most_) break;
    }
    if (name.size() > room || name == "." || name == "..") needs_mark_ = true;
    if (!needs_mark_) return name + extension;
    return name.substr(0, marked_length) +
           fmt::format("#{:04X}", crc_itu_t(units_.bytes().span())) + extension;
  }

 private:
  // The character at `i`, or one "_" for as many in a row as cannot be.
  void append(std::string& out, std::size_t& i) {
    auto character = units_.next(i);
    if (!is_illegal(character)) {
      append_utf8(out, character);
      return;
    }
    needs_mark_ = true;
    out += '_';
    for (auto ahead = i; ahead < units_.count(); i = ahead) {
      character = units_.next(ahead);
      if (!is_illegal(character)) break;
    }
  }

  const Units& units_;
  std::size_t most_;
  bool needs_mark_ = false;
};

}  // namespace

std::optional<std::string> file_name(BytesView text, std::size_t most) {
  const auto units = units_of(text);
  if (!units) return std::nullopt;
  auto name = Translation(*units, most).run();
  if (name.empty()) return std::nullopt;
  return name;
}

std::string dstring(BytesView field) {
  const std::size_t length = std::min<std::size_t>(field.u8(field.size() - 1), field.size() - 1);
  auto used = field.sub(0, length);
  if (!used.empty() && used.u8(0) == kUtf16 && used.size() % 2 == 0)
    used = used.sub(0, used.size() - 1);
  const auto units = units_of(used);
  std::string text;
  if (!units) return text;
  for (std::size_t i = 0; i < units->count();) {
    const auto character = units->next(i);
    if (character == 0) break;
    append_utf8(text, character);
  }
  return text;
}

}  // namespace vixmount::fs::udf
