#include "cli/copy/host_name.hpp"

#include <cerrno>
#include <cstddef>

#include <fmt/format.h>

#include "base/bytes.hpp"
#include "base/error.hpp"
#include "base/sha256.hpp"
#include "base/text.hpp"

namespace vixmount::cli {
namespace {

constexpr std::size_t kMostBytes = 255;  // NAME_MAX, the bound of nearly all file systems
constexpr std::size_t kHashDigits = 16;
constexpr std::string_view kHashMark = "%~";

bool is_refused_somewhere(unsigned char byte) {
  return byte < 0x20 || byte == 0x7F ||
         std::string_view("\"*/:<>?\\|%").find(static_cast<char>(byte)) != std::string_view::npos;
}

// The bytes of the UTF-8 sequence that `text` begins with; 0 when it begins with none.
std::size_t sequence_length(std::string_view text) {
  for (std::size_t length = 1; length <= 4 && length <= text.size(); ++length)
    if (is_valid_utf8(text.substr(0, length))) return length;
  return 0;
}

// The next character of `rest` in its escaped form; takes it away from `rest`.
std::string next_escaped(std::string_view& rest) {
  const auto length = sequence_length(rest);
  const auto byte = static_cast<unsigned char>(rest.front());
  const bool is_last = rest.size() == 1;
  if (length == 0 || (length == 1 && is_refused_somewhere(byte)) ||
      (is_last && (byte == '.' || byte == ' '))) {
    rest.remove_prefix(1);
    return fmt::format("%{:02X}", byte);
  }
  std::string plain(rest.substr(0, length));
  rest.remove_prefix(length);
  return plain;
}

}  // namespace

bool is_host_name(std::string_view name) noexcept {
  return !name.empty() && name != "." && name != ".." && name.find('/') == std::string_view::npos &&
         name.find('\0') == std::string_view::npos;
}

std::string escape_name(std::string_view name) {
  if (name.empty()) fail(ErrorKind::damaged, "the guest's file system holds an empty name");
  Sha256 hash;
  hash.add(as_bytes(name));
  const auto mark = std::string(kHashMark) + to_hex(hash.finish()).substr(0, kHashDigits);
  std::string escaped;
  for (auto rest = name; !rest.empty();) {
    const auto next = next_escaped(rest);
    if (escaped.size() + next.size() + mark.size() > kMostBytes) break;
    escaped += next;
  }
  return escaped + mark;
}

bool refuses_name(int error_number) noexcept {
  return error_number == ENAMETOOLONG || error_number == EILSEQ || error_number == EINVAL;
}

}  // namespace vixmount::cli
