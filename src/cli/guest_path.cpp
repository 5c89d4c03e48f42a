#include "cli/guest_path.hpp"

#include "base/text.hpp"
#include "guest/windows_path.hpp"

namespace vixmount::cli {

std::string tidy_guest_path(std::string_view path) {
  const auto drive_path = guest::parse_drive_path(path);
  const auto plain = drive_path               ? *drive_path
                     : path.starts_with('\\') ? guest::with_slashes(path)
                                              : std::string(path);
  std::string tidy;
  for (const auto component : split(plain, '/')) {
    if (component.empty() || component == ".") continue;
    tidy.push_back('/');
    tidy.append(component);
  }
  return tidy.empty() ? "/" : tidy;
}

std::string join_guest_path(std::string_view folder, std::string_view below) {
  std::string path(folder);
  if (below.empty()) return path;
  if (path.empty() || path.back() != '/') path.push_back('/');
  path.append(below);
  return path;
}

std::string_view last_component(std::string_view path) noexcept {
  const auto slash = path.rfind('/');
  return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

}  // namespace vixmount::cli
