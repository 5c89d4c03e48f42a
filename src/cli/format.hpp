// Values as people read them. Nothing here depends on the process's locale or time zone.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "fs/file_system.hpp"

namespace vixmount::cli {

// "512 B", "1.5 GiB".
std::string human_size(std::uint64_t bytes);

// "2024-05-01T12:00:00Z"; with nanoseconds "2024-05-01T12:00:00.123456789Z". Years outside 0000 to
// 9999 get a sign, as ISO 8601 has it.
std::string iso_time(const fs::Timestamp& time, bool with_nanoseconds);

// The lowest `digits` digits of `number`, with leading zeros. Listings hold
// hundreds of thousands of times: this is several times as fast as a format string.
void append_digits(std::string& text, std::uint64_t number, std::size_t digits);

// "drwxr-xr-x", with s, S, t and T as ls shows them.
std::string mode_text(const fs::Attributes& attributes);

// "file", "directory", "symlink", "character_device" ...: the names in JSON.
std::string_view name_of(fs::NodeType type) noexcept;

// A name of the guest for a terminal: control characters (also those above U+007F) and bytes that
// are no UTF-8 become \xNN, so that a disk cannot drive the terminal.
std::string safe_for_terminal(std::string_view text);

// RFC 4648, with padding.
std::string base64(std::string_view bytes);

}  // namespace vixmount::cli
