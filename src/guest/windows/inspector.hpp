// Windows NT and its successors, from 3.51 to 11 and Server 2025.
#pragma once

#include <optional>
#include <vector>

#include "guest/inspection.hpp"

namespace vixmount::guest::windows {

// The system whose volume is `root`; nothing when it holds none. A folder of the volume's root with
// System32\config\SOFTWARE or SYSTEM in it is a Windows; of several the first that is called
// Windows or WINNT, else the first in the folder's order. What the hives do not tell stays empty,
// and a remark says why.
std::optional<GuestSystem> inspect_root(const std::vector<GuestVolume>& volumes,
                                        const GuestVolume& root, Detail detail, const Log& log);

}  // namespace vixmount::guest::windows
