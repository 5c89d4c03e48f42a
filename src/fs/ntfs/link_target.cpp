#include "fs/ntfs/link_target.hpp"

#include <algorithm>
#include <array>

#include "base/error.hpp"
#include "base/text.hpp"

namespace vixmount::fs::ntfs {
namespace {

// What stands before a name of the object manager's folder of DOS devices: of NT, and of Win32 for
// paths that are passed on as they are. (In two pieces: together "??/" is a trigraph.)
constexpr std::string_view kNtPrefix =
    "/?"
    "?/";
constexpr std::array<std::string_view, 5> kDevicePrefixes = {kNtPrefix, "//?/", "//./",
                                                             "/DosDevices/",
                                                             "/GLOBAL?"
                                                             "?/"};

bool take_prefix(std::string_view& text, std::string_view prefix) noexcept {
  if (!starts_with_ignoring_ascii_case(text, prefix)) return false;
  text.remove_prefix(prefix.size());
  return true;
}

std::string_view without_slashes_in_front(std::string_view text) noexcept {
  return text.substr(std::min(text.find_first_not_of('/'), text.size()));
}

std::string with_slashes(std::string_view target) {
  std::string out(target);
  std::replace(out.begin(), out.end(), '\\', '/');
  // "C:\" and "Volume{GUID}\" end so: the folder, as without.
  while (out.size() > 1 && out.back() == '/') out.pop_back();
  return out;
}

std::string absolute_path(std::string_view path) {
  for (const auto prefix : kDevicePrefixes) {
    if (!take_prefix(path, prefix)) continue;
    const bool network = take_prefix(path, "UNC/");
    return (network ? "//" : "/") + std::string(without_slashes_in_front(path));
  }
  if (path.starts_with("//")) return "//" + std::string(without_slashes_in_front(path));
  return "/" + std::string(without_slashes_in_front(path));
}

}  // namespace

LinkTarget translate_target(std::string_view target, bool relative) {
  const auto path = with_slashes(target);
  if (!relative || path.starts_with("//") || path.starts_with(kNtPrefix))
    return {LinkTarget::Kind::absolute, absolute_path(path)};
  if (path.starts_with('/'))
    return {LinkTarget::Kind::rooted, std::string(without_slashes_in_front(path))};
  return {LinkTarget::Kind::relative, path};
}

std::string LinkTarget::posix_path(std::size_t depth) const {
  if (kind != Kind::rooted) return path;
  if (depth > kDeepestLink)
    fail(ErrorKind::limit_exceeded, "a link {} folders below the root of its volume", depth);
  std::string out;
  for (std::size_t i = 0; i < depth; ++i) out += i == 0 ? ".." : "/..";
  if (out.empty()) out = ".";
  return path.empty() ? out : out + "/" + path;
}

}  // namespace vixmount::fs::ntfs
