#include "guest/windows_path.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"

namespace vixmount::guest {
namespace {

bool is_letter(char c) noexcept { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }

std::string_view first_component(std::string_view path) noexcept {
  return path.substr(0, path.find('/'));
}

}  // namespace

bool names_a_drive(std::string_view component) noexcept {
  return component.size() == 2 && is_letter(component[0]) && component[1] == ':';
}

bool names_a_volume(std::string_view component) noexcept {
  return names_a_drive(component) ||
         (starts_with_ignoring_ascii_case(component, "Volume{") && component.ends_with('}'));
}

std::string with_slashes(std::string_view path) {
  std::string out(path);
  std::replace(out.begin(), out.end(), '\\', '/');
  return out;
}

std::optional<std::string> parse_drive_path(std::string_view path) {
  // (In two pieces: together they would be a trigraph.)
  constexpr std::array<std::string_view, 3> kDevicePrefixes = {"//?/", "//./",
                                                               "/?"
                                                               "?/"};
  auto plain = with_slashes(path);
  std::string_view rest = plain;
  bool is_device = false;
  for (const auto prefix : kDevicePrefixes)
    if (rest.starts_with(prefix)) {
      rest.remove_prefix(prefix.size());
      is_device = true;
      break;
    }
  const auto first = first_component(rest);
  if (!names_a_drive(first) && !(is_device && names_a_volume(first))) return std::nullopt;
  auto out = "/" + std::string(rest);
  if (names_a_drive(first)) out[1] = static_cast<char>(out[1] & ~0x20);
  return out;
}

std::string windows_tree_path(std::string_view path, std::string_view system_drive) {
  if (auto drive = parse_drive_path(path)) return *drive;
  auto plain = with_slashes(path);
  std::string_view rest = plain;
  rest.remove_prefix(std::min(rest.find_first_not_of('/'), rest.size()));
  if (rest.empty() || names_a_volume(first_component(rest))) return "/" + std::string(rest);
  return "/" + std::string(system_drive) + "/" + std::string(rest);
}

}  // namespace vixmount::guest
