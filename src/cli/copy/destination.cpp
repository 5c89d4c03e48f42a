#include "cli/copy/destination.hpp"

#include <algorithm>
#include <cerrno>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.hpp"
#include "base/text.hpp"
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

void require_plain_name(std::string_view name) {
  if (name.empty() || name == "." || name == ".." || name.find('/') != std::string_view::npos ||
      name.find('\0') != std::string_view::npos)
    fail(ErrorKind::damaged, "the guest's file system holds the name \"{}\", which cannot be one",
         printable(name));
}

DestinationTree::DestinationTree(const std::string& path, Leave leave) : leave_(std::move(leave)) {
  levels_.push_back({{}, open_destination(path), std::nullopt});
}

std::optional<int> DestinationTree::parent_of(std::string_view path) {
  const auto folder = folder_of(path);
  while (!holds(levels_.back().path, folder)) leave_last();
  if (levels_.back().path != folder) return std::nullopt;
  return levels_.back().fd.get();
}

void DestinationTree::enter(int parent, const std::string& path, const worker::Entry& entry) {
  if (levels_.size() >= kMostOpenFolders)
    fail(ErrorKind::limit_exceeded, "folders deeper than {} are not restored", kMostOpenFolders);
  const std::string name(last_component(path));
  // Ours alone until all is in it; its own mode comes last.
  if (::mkdirat(parent, name.c_str(), 0700) != 0 && errno != EEXIST)
    throw Error::from_errno(errno, "making the folder");
  UniqueFd fd(::openat(parent, name.c_str(), kOpenFolder));
  if (!fd && (errno == ELOOP || errno == ENOTDIR))
    fail(ErrorKind::already_exists, "the destination has something of that name that is no folder");
  if (!fd) throw Error::from_errno(errno, "opening the folder");
  levels_.push_back({path, std::move(fd), entry});
}

void DestinationTree::leave_last() {
  const Level level = std::move(levels_.back());
  levels_.pop_back();
  if (level.entry) leave_(level.fd.get(), *level.entry, level.path);
}

void DestinationTree::leave_all() {
  while (levels_.size() > 1) leave_last();
  if (const auto entry = std::exchange(levels_.front().entry, std::nullopt))
    leave_(levels_.front().fd.get(), *entry, {});
}

UniqueFd DestinationTree::reopen_parent(std::string_view path) const {
  UniqueFd folder(::fcntl(levels_.front().fd.get(), F_DUPFD_CLOEXEC, 0));
  const auto above = folder_of(path);
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

bool NewFile::make(const std::string& name) {
  fd_.reset(
      ::openat(parent_, name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
  made_name_ = name;
  return static_cast<bool>(fd_);
}

NewFile::NewFile(int parent, std::string name, bool replace)
    : parent_(parent), name_(std::move(name)) {
  if (make(name_)) return;
  if (errno == EEXIST && !replace)
    fail(ErrorKind::already_exists, "exists in the destination already; --force replaces files");
  if (errno == EEXIST) {
    struct stat status {};
    if (::fstatat(parent_, name_.c_str(), &status, AT_SYMLINK_NOFOLLOW) == 0 &&
        S_ISDIR(status.st_mode))
      fail(ErrorKind::already_exists, "the destination has a folder of that name");
    // No other name of the folder can be meant: the number of this process is in it.
    for (int attempt = 0; attempt < 100; ++attempt)
      if (make(fmt::format(".vixmount-{}-{}", ::getpid(), attempt))) return;
  }
  throw Error::from_errno(errno, "making the file");
}

NewFile::~NewFile() {
  if (!committed_) ::unlinkat(parent_, made_name_.c_str(), 0);
}

void NewFile::commit() {
  if (made_name_ != name_ && ::renameat(parent_, made_name_.c_str(), parent_, name_.c_str()) != 0)
    throw Error::from_errno(errno, "putting the file in its place");
  committed_ = true;
}

void make_room(int parent, const std::string& name, bool replace) {
  struct stat status {};
  if (::fstatat(parent, name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0) return;
  if (S_ISDIR(status.st_mode))
    fail(ErrorKind::already_exists, "the destination has a folder of that name");
  if (!replace)
    fail(ErrorKind::already_exists, "exists in the destination already; --force replaces files");
  if (::unlinkat(parent, name.c_str(), 0) != 0)
    throw Error::from_errno(errno, "removing the old file");
}

}  // namespace vixmount::cli
