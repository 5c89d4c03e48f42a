#include "guest/linux/os_release.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "guest/guest_file.hpp"

namespace vixmount::guest::linux_guest {
namespace {

constexpr std::size_t kMostAssignments = 1024;
constexpr std::size_t kLongestValue = 4096;  // bytes

bool is_name(std::string_view text) {
  const auto fits = [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  };
  return !text.empty() && std::all_of(text.begin(), text.end(), fits);
}

// A value in the shell's quotes, up to the closing one; without quotes, up to a blank.
std::string unquote(std::string_view text) {
  if (text.starts_with('\'')) return std::string(text.substr(1, text.substr(1).find('\'')));
  const bool quoted = text.starts_with('"');
  if (quoted) text.remove_prefix(1);
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (quoted ? text[i] == '"' : (text[i] == ' ' || text[i] == '\t')) break;
    if (text[i] == '\\' && i + 1 < text.size()) ++i;
    out.push_back(text[i]);
  }
  return out;
}

}  // namespace

std::map<std::string, std::string, std::less<>> parse_assignments(std::string_view text) {
  std::map<std::string, std::string, std::less<>> values;
  for (auto line : lines_of(text)) {
    line = trim(line);
    if (line.starts_with('#')) continue;
    const auto equals = line.find('=');
    if (equals == std::string_view::npos || !is_name(line.substr(0, equals))) continue;
    if (values.size() == kMostAssignments) break;
    values[std::string(line.substr(0, equals))] =
        printable(unquote(trim(line.substr(equals + 1))), kLongestValue);
  }
  return values;
}

std::optional<OsRelease> parse_os_release(std::string_view text) {
  const auto values = parse_assignments(text);
  const auto get = [&](std::string_view name) {
    const auto found = values.find(name);
    return found == values.end() ? std::string() : found->second;
  };
  OsRelease release;
  release.id = to_lower_ascii(get("ID"));
  release.name = get("NAME");
  if (release.id.empty() && release.name.empty()) return std::nullopt;
  release.version_id = get("VERSION_ID");
  release.version = get("VERSION");
  if (release.version.empty()) release.version = release.version_id;
  release.pretty = get("PRETTY_NAME");
  if (release.pretty.empty())
    release.pretty = std::string(trim(release.name + " " + release.version));
  release.edition = get("VARIANT");
  release.vendor = get("VENDOR_NAME");
  return release;
}

std::optional<VersionNumber> parse_version(std::string_view text) {
  const auto take_number = [&]() -> std::optional<std::uint32_t> {
    const auto end = std::min(text.find_first_not_of("0123456789"), text.size());
    const auto number = parse_unsigned(text.substr(0, end));
    if (!number || *number > UINT32_MAX) return std::nullopt;
    text.remove_prefix(end);
    return static_cast<std::uint32_t>(*number);
  };
  const auto major = take_number();
  if (!major) return std::nullopt;
  VersionNumber version{*major, std::nullopt};
  if (text.starts_with('.')) {
    text.remove_prefix(1);
    version.minor = take_number();
  }
  return version;
}

}  // namespace vixmount::guest::linux_guest
