#include "mount/host_mount.hpp"

#include <algorithm>
#include <cerrno>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.hpp"
#include "mount/fusermount.hpp"
#include "mount/mount_table.hpp"

namespace vixmount::mount {
namespace {

bool is_root() noexcept { return ::geteuid() == 0; }

UniqueFd mount_as_root(const HostMountOptions& options) {
  UniqueFd fd(::open("/dev/fuse", O_RDWR | O_CLOEXEC));
  if (!fd) {
    const int reason = errno;
    fail(ErrorKind::mount_failed, "{}; is the kernel module fuse loaded (modprobe fuse)?",
         Error::from_errno(reason, "cannot open /dev/fuse").message());
  }
  const auto data = fmt::format("fd={},rootmode=40000,user_id={},group_id={}{}{}", fd.get(),
                                ::geteuid(), ::getegid(), options.allow_other ? ",allow_other" : "",
                                options.default_permissions ? ",default_permissions" : "");
  if (::mount(options.source.c_str(), options.path.c_str(), "fuse.vixmount",
              MS_NOSUID | MS_NODEV | MS_RDONLY, data.c_str()) != 0) {
    const int reason = errno;
    fail(ErrorKind::mount_failed, "{}{}",
         Error::from_errno(reason, fmt::format("cannot mount on {}", options.path)).message(),
         reason == EPERM ? "; in a container, mounting needs CAP_SYS_ADMIN" : "");
  }
  return fd;
}

void unmount_as_root(const std::string& path, Unmount how) {
  const int flags = UMOUNT_NOFOLLOW | (how == Unmount::detached ? MNT_DETACH : 0);
  if (::umount2(path.c_str(), flags) != 0)
    throw Error::from_errno(errno, fmt::format("cannot unmount {}", path));
}

}  // namespace

UniqueFd mount_fuse(const HostMountOptions& options) {
  struct stat status {};
  if (::stat(options.path.c_str(), &status) != 0)
    throw Error::from_errno(errno, fmt::format("cannot mount on {}", options.path));
  if (!S_ISDIR(status.st_mode))
    fail(ErrorKind::not_a_directory, "cannot mount on {}: not a folder", options.path);
  auto prepared = options;
  prepared.path = mount_path_of(options.path);
  // Neither an option list nor the mount table's reader is to be confused by the name of a disk.
  std::replace(prepared.source.begin(), prepared.source.end(), ',', '_');
  return is_root() ? mount_as_root(prepared) : mount_by_fusermount(prepared);
}

void unmount(const std::string& path, Unmount how) {
  const auto mounted = mount_path_of(path);
  if (!is_mounted(mounted)) fail(ErrorKind::not_mounted, "{} is not a mount point", path);
  if (is_root())
    unmount_as_root(mounted, how);
  else
    unmount_by_fusermount(mounted, how);
}

bool is_mounted(const std::string& path) {
  const auto wanted = mount_path_of(path);
  const auto entries = read_mount_table();
  return std::any_of(entries.begin(), entries.end(),
                     [&](const MountEntry& entry) { return entry.path == wanted; });
}

}  // namespace vixmount::mount
