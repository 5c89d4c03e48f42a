// Making and removing a FUSE mount, on the side that is not locked down. The result of a mount is
// the /dev/fuse descriptor, which is handed to the process that serves it (server.hpp).
//
// As root by mount(2), as any other user by the setuid program fusermount3 (package fuse3). All
// functions are safe from many threads; none changes the process's directory, signals or
// environment.
#pragma once

#include <cstdint>
#include <string>

#include "base/unique_fd.hpp"

namespace vixmount::mount {

struct HostMountOptions {
  std::string path;                 // an existing folder
  std::string source = "vixmount";  // what `mount` shows as the device; commas become underscores
  bool allow_other = false;  // users other than the mounting one may look; an ordinary user needs
                             // user_allow_other in /etc/fuse.conf
  bool default_permissions = false;  // the host checks the guest's modes and owners; without it
                                     // whoever may look at the mount may read everything
};

// Mounts read-only, without devices and set-user-id programs. The mount answers once a Server
// serves the returned descriptor (calls into it wait until then), and ends when the descriptor's
// last copy is closed.
// Error{mount_failed} says what failed and what can be done about it.
UniqueFd mount_fuse(const HostMountOptions& options);

enum class Unmount : std::uint8_t {
  normal,    // Error{busy} while something in the mount is open
  detached,  // leaves the folder at once; what is open ends with its last user
};

// Error{not_mounted}, Error{busy}.
void unmount(const std::string& path, Unmount how);

// True when `path` itself is a mount point. Looks at the mount table alone and so never hangs on a
// mount whose server is gone.
bool is_mounted(const std::string& path);

}  // namespace vixmount::mount
