// Text that comes from disks: encodings to UTF-8 and small string helpers. Nothing here depends on
// the process's locale.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace vixmount {

// Unpaired surrogates become U+FFFD. An odd last byte is dropped.
std::string utf16le_to_utf8(std::span<const std::byte> bytes);
bool is_valid_utf8(std::string_view text) noexcept;
std::string windows_1252_to_utf8(std::string_view text);
// Appends the code point (invalid ones as U+FFFD).
void append_utf8(std::string& out, char32_t code_point);

std::string_view trim(std::string_view text) noexcept;  // blanks, tabs, CR, LF at both ends
std::string to_lower_ascii(std::string_view text);
bool equals_ignoring_ascii_case(std::string_view a, std::string_view b) noexcept;
bool starts_with_ignoring_ascii_case(std::string_view text, std::string_view prefix) noexcept;
// Splits at each `separator`; empty pieces are kept.
std::vector<std::string_view> split(std::string_view text, char separator);
// The whole of `text` as an unsigned number, without sign or blanks.
std::optional<std::uint64_t> parse_unsigned(std::string_view text, int base = 10) noexcept;
// Bytes outside printable ASCII and valid UTF-8 as \xNN: for messages that quote disk data.
std::string printable(std::string_view text, std::size_t most_bytes = 256);

// How many letters have to be put in, left out or replaced to make `b` of `a`. Takes as much time
// as the product of both lengths.
std::size_t edit_distance(std::string_view a, std::string_view b);

}  // namespace vixmount
