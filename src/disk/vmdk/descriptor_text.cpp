#include "disk/vmdk/descriptor_text.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>

#include "base/error.hpp"
#include "base/text.hpp"
#include "disk/vmdk/descriptor.hpp"

namespace vixmount::disk::vmdk {
namespace {

enum class Encoding : std::uint8_t { utf8, windows_1252, unnamed, other };

bool is_ascii(std::string_view text) noexcept {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

// The value of `line` when it is "key = value" with this key.
std::optional<std::string_view> value_of(std::string_view line, std::string_view key) noexcept {
  const auto equals = line.find('=');
  if (equals == std::string_view::npos ||
      !equals_ignoring_ascii_case(trim(line.substr(0, equals)), key))
    return std::nullopt;
  auto value = trim(line.substr(equals + 1));
  if (value.size() >= 2 && value.front() == '"' && value.back() == '"')
    value = value.substr(1, value.size() - 2);
  return value;
}

// The name of the text's encoding as written, or nothing.
std::optional<std::string_view> named_encoding(
    const std::vector<std::string_view>& lines) noexcept {
  for (const auto key : {"encoding", "ddb.encoding"})
    for (const auto line : lines)
      if (const auto value = value_of(line, key)) return value;
  return std::nullopt;
}

Encoding encoding_of(std::optional<std::string_view> name) noexcept {
  if (!name) return Encoding::unnamed;
  const auto is = [&](std::string_view other) { return equals_ignoring_ascii_case(*name, other); };
  if (is("UTF-8") || is("UTF8") || is("US-ASCII") || is("ASCII")) return Encoding::utf8;
  if (is("windows-1252") || is("ISO-8859-1")) return Encoding::windows_1252;
  return Encoding::other;
}

std::string to_utf8(std::string_view line, std::size_t number, Encoding encoding,
                    std::string_view name) {
  if (is_ascii(line)) return std::string(line);
  switch (encoding) {
    case Encoding::utf8:
      if (!is_valid_utf8(line))
        fail(ErrorKind::bad_encoding, "line {} is not valid {}: {}", number, printable(name),
             printable(line));
      return std::string(line);
    case Encoding::windows_1252:
      return windows_1252_to_utf8(line);
    case Encoding::unnamed:
      return is_valid_utf8(line) ? std::string(line) : windows_1252_to_utf8(line);
    case Encoding::other:
      break;
  }
  fail(ErrorKind::bad_encoding, "line {} is in the encoding '{}', which is not supported: {}",
       number, printable(name), printable(line));
}

void require_text(std::string_view line, std::size_t number) {
  if (line.size() > kMostLineBytes)
    fail(ErrorKind::damaged, "line {} is longer than {} bytes", number, kMostLineBytes);
  const auto control = std::find_if(line.begin(), line.end(), [](char c) {
    return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7F;
  });
  if (control != line.end())
    fail(ErrorKind::damaged, "line {} holds the control character {:#04x}: it is no text", number,
         static_cast<unsigned>(static_cast<unsigned char>(*control)));
}

}  // namespace

std::vector<TextLine> read_lines(std::string_view text) {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  if (static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n')) > kMostLines)
    fail(ErrorKind::limit_exceeded, "the descriptor has more than {} lines", kMostLines);
  auto raw = split(text, '\n');
  for (auto& line : raw) line = trim(line);
  const auto name = named_encoding(raw);
  const auto encoding = encoding_of(name);
  std::vector<TextLine> lines;
  for (std::size_t i = 0; i < raw.size(); ++i) {
    const auto number = i + 1;
    require_text(raw[i], number);
    if (raw[i].empty() || raw[i].front() == '#') continue;
    lines.push_back({to_utf8(raw[i], number, encoding, name.value_or("UTF-8")), number});
  }
  return lines;
}

}  // namespace vixmount::disk::vmdk
