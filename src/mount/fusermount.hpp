// Mounting as an ordinary user, through the setuid program fusermount3. It mounts and sends the
// /dev/fuse descriptor over the socket whose number stands in the variable _FUSE_COMMFD
// (libfuse, util/fusermount.c).
#pragma once

#include <string>

#include "base/unique_fd.hpp"
#include "mount/host_mount.hpp"

namespace vixmount::mount {

UniqueFd mount_by_fusermount(const HostMountOptions& options);
void unmount_by_fusermount(const std::string& path, Unmount how);

}  // namespace vixmount::mount
