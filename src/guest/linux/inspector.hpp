// Linux systems (and their Unix relatives, which carry os-release as well).
#pragma once

#include <optional>
#include <vector>

#include "guest/inspection.hpp"

namespace vixmount::guest::linux_guest {

// The system whose root directory is `root`; nothing when it is none. A root holds /etc and one of
// /bin, /usr and /sbin, and names itself in a release file; without one, a system program and
// /etc/passwd make it a system of unknown name.
std::optional<GuestSystem> inspect_root(const std::vector<GuestVolume>& volumes,
                                        const GuestVolume& root, Detail detail, const Log& log);

}  // namespace vixmount::guest::linux_guest
