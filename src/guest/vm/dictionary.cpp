#include "guest/vm/dictionary.hpp"

#include <algorithm>
#include <utility>

#include "base/error.hpp"
#include "base/text.hpp"
#include "guest/vm/encoding.hpp"

namespace vixmount::guest::vm {
namespace {

template <typename... Args>
[[noreturn]] void fail_line(std::size_t line, fmt::format_string<Args...> format, Args&&... args) {
  fail(ErrorKind::damaged, "line {}: {}", line, fmt::format(format, std::forward<Args>(args)...));
}

// What one line says. Both views point into the line.
struct RawEntry {
  std::string_view name;
  std::string_view value;  // between the quotes, still escaped
};

std::string_view unquote(std::string_view text, std::size_t line) {
  const auto closing = text.find('"', 1);
  if (closing == std::string_view::npos) fail_line(line, "the value's quote is not closed");
  const auto rest = trim(text.substr(closing + 1));
  if (!rest.empty() && rest.front() != '#')
    fail_line(line, "text behind the value: \"{}\"", printable(rest, 64));
  return text.substr(1, closing - 1);
}

// Nothing for empty lines and comments.
std::optional<RawEntry> parse_line(std::string_view text, std::size_t line) {
  text = trim(text);
  if (text.empty() || text.front() == '#') return std::nullopt;
  const auto equals = text.find('=');
  if (equals == std::string_view::npos) fail_line(line, "no \"=\" in \"{}\"", printable(text, 64));
  const auto name = trim(text.substr(0, equals));
  if (name.empty()) fail_line(line, "no name in front of \"=\"");
  if (name.size() > kLongestName) fail_line(line, "a name of {} bytes", name.size());
  const auto unfit = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == '"'; };
  if (std::any_of(name.begin(), name.end(), unfit))
    fail_line(line, "\"{}\" is no name", printable(name, 64));
  const auto value = trim(text.substr(equals + 1));
  if (value.starts_with('"')) return RawEntry{name, unquote(value, line)};
  return RawEntry{name, trim(value.substr(0, value.find('#')))};
}

int hex_digit(char c) noexcept {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// A "|" without two hexadecimal digits behind it is itself: people edit these files by hand.
std::string unescape(std::string_view text, std::size_t line) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool escape = text[i] == '|' && i + 2 < text.size() && hex_digit(text[i + 1]) >= 0 &&
                        hex_digit(text[i + 2]) >= 0;
    out.push_back(escape ? static_cast<char>(hex_digit(text[i + 1]) * 16 + hex_digit(text[i + 2]))
                         : text[i]);
    if (escape) i += 2;
  }
  if (out.find('\0') != std::string::npos) fail_line(line, "the value holds a zero byte");
  if (!is_valid_utf8(out))
    fail(ErrorKind::bad_encoding, "line {}: the value is not valid text", line);
  return out;
}

// Calls `visit(line text, line number)`.
template <typename Visit>
void for_each_line(std::string_view text, Visit visit) {
  for (std::size_t number = 1; !text.empty(); ++number) {
    const auto end = text.find('\n');
    visit(text.substr(0, end), number);
    if (end == std::string_view::npos) return;
    text.remove_prefix(end + 1);
  }
}

// Looked for in the raw bytes: every encoding in use keeps ASCII.
std::string declared_encoding(std::string_view text) {
  std::string encoding;
  for_each_line(text, [&](std::string_view line, std::size_t number) {
    line = trim(line);
    if (!encoding.empty() || !starts_with_ignoring_ascii_case(line, ".encoding")) return;
    const auto entry = parse_line(line, number);
    if (entry && equals_ignoring_ascii_case(entry->name, ".encoding")) encoding = entry->value;
  });
  return encoding;
}

}  // namespace

Dictionary Dictionary::parse(std::string_view text) {
  if (text.size() > kLargestText)
    fail(ErrorKind::limit_exceeded, "{} bytes of text, {} are the limit", text.size(),
         kLargestText);
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  const auto decoded = decode(text, declared_encoding(text));
  Dictionary dictionary;
  for_each_line(decoded, [&](std::string_view line, std::size_t number) {
    if (const auto raw = parse_line(line, number))
      dictionary.add({std::string(raw->name), unescape(raw->value, number), number});
  });
  return dictionary;
}

void Dictionary::add(Entry entry) {
  const auto [position, inserted] = entries_.try_emplace(to_lower_ascii(entry.name), entry);
  if (!inserted && position->second.value != entry.value)
    fail_line(entry.line, "\"{}\" already has another value in line {}", printable(entry.name, 64),
              position->second.line);
  if (entries_.size() > kMostEntries)
    fail(ErrorKind::limit_exceeded, "line {}: more than {} names", entry.line, kMostEntries);
}

const Dictionary::Entry* Dictionary::find(std::string_view name) const {
  const auto found = entries_.find(to_lower_ascii(name));
  return found == entries_.end() ? nullptr : &found->second;
}

std::string_view Dictionary::value(std::string_view name) const {
  const auto* entry = find(name);
  return entry == nullptr ? std::string_view() : std::string_view(entry->value);
}

std::optional<bool> Dictionary::boolean(std::string_view name) const {
  const auto* entry = find(name);
  if (entry == nullptr) return std::nullopt;
  const auto word = to_lower_ascii(entry->value);
  if (word == "true" || word == "yes" || word == "on" || word == "1") return true;
  if (word == "false" || word == "no" || word == "off" || word == "0" || word.empty()) return false;
  fail_line(entry->line, "\"{}\" is TRUE or FALSE, not \"{}\"", printable(entry->name, 64),
            printable(entry->value, 64));
}

}  // namespace vixmount::guest::vm
