#include "disk/path_policy.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <cstdlib>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/error.hpp"
#include "base/text.hpp"
#include "base/unique_fd.hpp"

namespace vixmount::disk {
namespace {

// The real path of an existing file, or nothing (errno tells why).
std::optional<std::string> real_path(const std::string& path) {
  const std::unique_ptr<char, decltype(&std::free)> resolved(::realpath(path.c_str(), nullptr),
                                                             &std::free);
  if (!resolved) return std::nullopt;
  return std::string(resolved.get());
}

std::string folder_of(const std::string& path) {
  const auto slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

std::string join(const std::string& folder, std::string_view name) {
  return fmt::format("{}{}{}", folder, folder.ends_with('/') ? "" : "/", name);
}

bool is_inside(std::string_view path, std::string_view folder) noexcept {
  if (folder == "/") return true;
  return path.starts_with(folder) && (path.size() == folder.size() || path[folder.size()] == '/');
}

// "C:\vm\disk.vmdk", "\\server\share\disk.vmdk", "\\.\PhysicalDrive0"
bool is_windows_absolute(std::string_view name) noexcept {
  const auto is_slash = [](char c) { return c == '\\' || c == '/'; };
  const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  if (name.starts_with("\\\\")) return true;
  return name.size() >= 3 && is_letter(name[0]) && name[1] == ':' && is_slash(name[2]);
}

// "[datastore1] vm/disk.vmdk", as vSphere writes paths.
bool is_datastore_path(std::string_view name) noexcept {
  return name.starts_with('[') && name.find("] ") != std::string_view::npos;
}

std::string_view last_component(std::string_view name) noexcept {
  const auto slash = name.find_last_of("/\\");
  return slash == std::string_view::npos ? name : name.substr(slash + 1);
}

void add_new(std::vector<std::string>& list, std::string item) {
  if (std::find(list.begin(), list.end(), item) == list.end()) list.push_back(std::move(item));
}

// Where `name` may be, in the order of the header's promise.
std::vector<std::string> candidates(const std::string& referrer, const std::string& name,
                                    const std::vector<std::string>& allowed_folders) {
  std::vector<std::string> places;
  const auto own = folder_of(referrer);
  const bool is_foreign = is_windows_absolute(name) || is_datastore_path(name);
  if (!is_foreign && !name.starts_with('/')) {
    add_new(places, join(own, name));
    // A back slash may be part of a name here, or separate folders on the host that wrote it.
    std::string with_slashes = name;
    std::replace(with_slashes.begin(), with_slashes.end(), '\\', '/');
    add_new(places, join(own, with_slashes));
    return places;
  }
  if (!is_foreign) add_new(places, name);
  const auto last = last_component(name);
  if (last.empty()) return places;
  add_new(places, join(own, last));
  for (const auto& folder : allowed_folders) add_new(places, join(folder, last));
  return places;
}

// Opens a path that realpath() gave. Between the two somebody may have put a link in the way:
// where the kernel can, no component may be one (openat2), else at least the last may not.
UniqueFd open_resolved(const std::string& path) {
  constexpr int kFlags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW;
  open_how how{};
  how.flags = kFlags;
  how.resolve = RESOLVE_NO_SYMLINKS;
  auto fd = static_cast<int>(::syscall(SYS_openat2, AT_FDCWD, path.c_str(), &how, sizeof(how)));
  if (fd < 0 && (errno == ENOSYS || errno == EPERM)) fd = ::open(path.c_str(), kFlags);
  if (fd < 0) throw Error::from_errno(errno, path);
  return UniqueFd(fd);
}

std::vector<std::string> resolved_folders(const std::vector<std::string>& folders) {
  std::vector<std::string> resolved;
  for (const auto& folder : folders)
    if (auto path = real_path(folder)) add_new(resolved, std::move(*path));
  return resolved;
}

std::string listed(const std::vector<std::string>& places) {
  std::string text;
  for (const auto& place : places) {
    if (!text.empty()) text += ", ";
    text += printable(place, 1024);
  }
  return text;
}

}  // namespace

OpenedFile LocalOpener::open_named(const std::string& path) {
  const auto resolved = real_path(path);
  if (!resolved) throw Error::from_errno(errno, path);
  auto file = io::HostFile::adopt(open_resolved(*resolved), *resolved);
  add_new(own_folders_, folder_of(*resolved));
  return {std::move(file), *resolved};
}

OpenedFile LocalOpener::open_related(const std::string& referrer, const std::string& name) {
  if (name.empty() || name.find('\0') != std::string::npos)
    fail(ErrorKind::damaged, "{} names a file by an empty or broken name", referrer);
  const auto allowed = resolved_folders(policy_.allowed_folders);
  const auto is_allowed = [&](const std::string& path) {
    const auto holds = [&](const std::string& folder) { return is_inside(path, folder); };
    return std::any_of(own_folders_.begin(), own_folders_.end(), holds) ||
           std::any_of(allowed.begin(), allowed.end(), holds);
  };
  const auto places = candidates(referrer, name, allowed);
  std::string forbidden;
  std::optional<Error> unreachable;  // there, but the host does not let us look
  for (const auto& place : places) {
    const auto resolved = real_path(place);
    if (!resolved) {
      const int reason = errno;
      const bool absent = reason == ENOENT || reason == ENOTDIR || reason == ENAMETOOLONG;
      if (!absent && !unreachable) unreachable = Error::from_errno(reason, place);
      continue;
    }
    if (is_allowed(*resolved)) {
      auto file = io::HostFile::adopt(open_resolved(*resolved), *resolved);
      return {std::move(file), *resolved};
    }
    if (forbidden.empty()) forbidden = *resolved;
  }
  if (!forbidden.empty())
    fail(
        ErrorKind::access_denied,
        "{} names {}, which is outside of the disk's own folder; allow its folder {} if it belongs "
        "to the disk",
        referrer, forbidden, folder_of(forbidden));
  if (unreachable) {
    unreachable->add_context(fmt::format("named in {}", referrer));
    throw Error(*unreachable);
  }
  fail(ErrorKind::not_found, "{} names '{}', which was not found (looked at: {})", referrer,
       printable(name, 1024), listed(places));
}

}  // namespace vixmount::disk
