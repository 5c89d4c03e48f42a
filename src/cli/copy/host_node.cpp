#include "cli/copy/host_node.hpp"

#include <cerrno>

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "base/unique_fd.hpp"

namespace vixmount::cli {
namespace {

int result(int value) { return value == 0 ? 0 : errno; }

}  // namespace

HostNode::HostNode(int parent, const std::string& name)
    : fd_(-1),
      parent_(parent),
      name_(name),
      // setxattr knows no *at form. The folder is an open one, and the last component is not
      // followed by the l-calls.
      proc_path_("/proc/self/fd/" + std::to_string(parent) + "/" + name) {}

int HostNode::set_owner(uid_t owner, gid_t group) const {
  return result(fd_ >= 0 ? ::fchown(fd_, owner, group)
                         : ::fchownat(parent_, name_.c_str(), owner, group, AT_SYMLINK_NOFOLLOW));
}

int HostNode::set_mode(mode_t mode) const {
  if (fd_ >= 0) return result(::fchmod(fd_, mode));
  // A node: pinned down without opening it, so that no link can be in its place.
  const UniqueFd pinned(::openat(parent_, name_.c_str(), O_PATH | O_NOFOLLOW | O_CLOEXEC));
  if (!pinned) return errno;
  return result(::chmod(("/proc/self/fd/" + std::to_string(pinned.get())).c_str(), mode));
}

int HostNode::set_xattr(const std::string& name, const std::string& value) const {
  return result(fd_ >= 0
                    ? ::fsetxattr(fd_, name.c_str(), value.data(), value.size(), 0)
                    : ::lsetxattr(proc_path_.c_str(), name.c_str(), value.data(), value.size(), 0));
}

int HostNode::remove_xattr(const char* name) const {
  const auto size = fd_ >= 0 ? ::fgetxattr(fd_, name, nullptr, 0)
                             : ::lgetxattr(proc_path_.c_str(), name, nullptr, 0);
  if (size < 0) return 0;
  return result(fd_ >= 0 ? ::fremovexattr(fd_, name) : ::lremovexattr(proc_path_.c_str(), name));
}

int HostNode::set_times(const std::array<timespec, 2>& times) const {
  return result(fd_ >= 0 ? ::futimens(fd_, times.data())
                         : ::utimensat(parent_, name_.c_str(), times.data(), AT_SYMLINK_NOFOLLOW));
}

}  // namespace vixmount::cli
