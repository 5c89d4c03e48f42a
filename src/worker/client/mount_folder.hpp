// Where mount points are made when the caller names none.
#pragma once

#include <string>

namespace vixmount::worker {

// The folder below which mount points are made: `base`, or the user's own one when that is empty.
// It may not be there yet.
std::string mount_base(const std::string& base);

// A path at which nothing is yet, for a mount: below `base` when given, else below a folder of the
// user's own in $XDG_RUNTIME_DIR, /run (root) or /tmp. The folders above it are made. The keeper
// makes the last one, since it outlives a caller that is killed meanwhile.
// Error{access_denied} when the user's folder in /tmp belongs to somebody else.
std::string choose_mount_folder(const std::string& base, const std::string& name);

}  // namespace vixmount::worker
