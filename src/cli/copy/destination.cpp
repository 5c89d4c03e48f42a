#include "cli/copy/destination.hpp"

#include <cerrno>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include "base/error.hpp"
#include "base/text.hpp"
#include "cli/copy/host_name.hpp"
#include "cli/guest_path.hpp"

namespace vixmount::cli {
namespace {

constexpr int kOpenFolder = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;

std::string_view folder_of(std::string_view path) {
  const auto slash = path.rfind('/');
  return slash == std::string_view::npos ? std::string_view() : path.substr(0, slash);
}

// True when `folder` is `path` itself or above it.
bool holds(std::string_view folder, std::string_view path) {
  if (folder.empty()) return true;
  return path.starts_with(folder) && (path.size() == folder.size() || path[folder.size()] == '/');
}

UniqueFd open_destination(const std::string& path) {
  if (::mkdir(path.c_str(), 0777) != 0 && errno != EEXIST)
    throw Error::from_errno(errno, "making the destination folder " + path);
  UniqueFd fd(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!fd && errno == ENOTDIR)
    fail(ErrorKind::not_a_directory, "the destination {} is no folder; files go into a folder",
         path);
  if (!fd) throw Error::from_errno(errno, "opening the destination folder " + path);
  return fd;
}

}  // namespace

std::string OpenFolder::restored_path_of(std::string_view host_name) const {
  return restored_path_.empty() ? std::string(host_name)
                                : join_guest_path(restored_path_, host_name);
}

OpenFolder::Taken OpenFolder::taken(const std::string& host_name, const std::string& name) const {
  struct stat status {};
  if (::fstatat(fd_.get(), host_name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0)
    return refuses_name(errno) ? Taken::refused : Taken::no;
  const auto made = made_.find(status.st_ino);
  if (made != made_.end() && made->second != std::hash<std::string>{}(name))
    return Taken::by_other_name;
  return S_ISDIR(status.st_mode) ? Taken::by_folder : Taken::by_file;
}

std::string OpenFolder::choose(const std::string& name, Taken& taken_by) const {
  if (is_host_name(name)) {
    taken_by = taken(name, name);
    if (taken_by != Taken::refused && taken_by != Taken::by_other_name) return name;
  }
  auto escaped = escape_name(name);
  taken_by = taken(escaped, name);
  return escaped;
}

std::string OpenFolder::place_for(const std::string& name, bool replace) const {
  auto taken_by = Taken::no;
  auto host_name = choose(name, taken_by);
  if (taken_by == Taken::by_folder)
    fail(ErrorKind::already_exists, "the destination has a folder of that name");
  if (taken_by != Taken::no && !replace)
    fail(ErrorKind::already_exists, "exists in the destination already; --force replaces files");
  return host_name;
}

std::string OpenFolder::put(const std::string& name, bool replace, std::string_view what,
                            const Make& make) {
  auto host_name = place_for(name, replace);
  int error = make(host_name);
  if (refuses_name(error) && host_name == name) {
    host_name = escape_name(name);
    error = make(host_name);
  }
  if (error == EEXIST)
    fail(ErrorKind::already_exists, "exists in the destination already; --force replaces files");
  if (error != 0) throw Error::from_errno(error, what);
  remember(host_name, name);
  return host_name;
}

std::string OpenFolder::put_folder(const std::string& name) {
  auto taken_by = Taken::no;
  auto host_name = choose(name, taken_by);
  if (taken_by == Taken::by_file)
    fail(ErrorKind::already_exists, "the destination has something of that name that is no folder");
  if (taken_by != Taken::no) {
    remember(host_name, name);
    return host_name;
  }
  // Ours alone until all is in it; its own mode comes last.
  int error = ::mkdirat(fd_.get(), host_name.c_str(), 0700) == 0 ? 0 : errno;
  if (refuses_name(error) && host_name == name) {
    host_name = escape_name(name);
    error = ::mkdirat(fd_.get(), host_name.c_str(), 0700) == 0 ? 0 : errno;
  }
  if (error != 0 && error != EEXIST) throw Error::from_errno(error, "making the folder");
  remember(host_name, name);
  return host_name;
}

void OpenFolder::remember(const std::string& host_name, const std::string& name) {
  struct stat status {};
  if (::fstatat(fd_.get(), host_name.c_str(), &status, AT_SYMLINK_NOFOLLOW) == 0)
    made_.insert_or_assign(status.st_ino, std::hash<std::string>{}(name));
}

DestinationTree::DestinationTree(const std::string& path, Leave leave) : leave_(std::move(leave)) {
  levels_.push_back({{}, OpenFolder(open_destination(path), {}), {}});
}

OpenFolder* DestinationTree::parent_of(std::string_view path) {
  const auto folder = folder_of(path);
  while (!holds(levels_.back().path, folder)) leave_last();
  return levels_.back().path == folder ? &levels_.back().folder : nullptr;
}

void DestinationTree::enter(OpenFolder& parent, NodeRecord& record) {
  if (levels_.size() >= kMostOpenFolders)
    fail(ErrorKind::limit_exceeded, "folders deeper than {} are not restored", kMostOpenFolders);
  const auto host_name = parent.put_folder(std::string(last_component(record.path)));
  UniqueFd fd(::openat(parent.fd(), host_name.c_str(), kOpenFolder));
  if (!fd && (errno == ELOOP || errno == ENOTDIR))
    fail(ErrorKind::already_exists, "the destination has something of that name that is no folder");
  if (!fd) throw Error::from_errno(errno, "opening the folder");
  record.restored_path = parent.restored_path_of(host_name);
  Level level{record.path, OpenFolder(std::move(fd), record.restored_path), {}, true};
  level.record = std::move(record);
  levels_.push_back(std::move(level));
}

void DestinationTree::set_root_record(NodeRecord record) {
  levels_.front().record = std::move(record);
  levels_.front().has_record = true;
}

void DestinationTree::leave_last() {
  Level level = std::move(levels_.back());
  levels_.pop_back();
  if (level.has_record) leave_(levels_.back().folder, level.folder.fd(), level.record);
}

void DestinationTree::leave_all() {
  while (levels_.size() > 1) leave_last();
  auto& root = levels_.front();
  if (std::exchange(root.has_record, false)) {
    auto record = std::move(root.record);
    leave_(root.folder, root.folder.fd(), record);
  }
}

UniqueFd DestinationTree::reopen_parent(std::string_view restored_path) const {
  UniqueFd folder(::fcntl(levels_.front().folder.fd(), F_DUPFD_CLOEXEC, 0));
  const auto above = folder_of(restored_path);
  if (!above.empty()) {
    for (const auto component : split(above, '/')) {
      UniqueFd next(::openat(folder.get(), std::string(component).c_str(), kOpenFolder));
      if (!next) throw Error::from_errno(errno, "opening a folder again");
      folder = std::move(next);
    }
  }
  if (!folder) throw Error::from_errno(errno, "opening the destination again");
  return folder;
}

int remove_file(int parent, const std::string& name) {
  struct stat status {};
  if (::fstatat(parent, name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0) return 0;
  return ::unlinkat(parent, name.c_str(), 0) == 0 ? 0 : errno;
}

}  // namespace vixmount::cli
