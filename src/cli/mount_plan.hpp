// Which volumes `vixmount mount` mounts, and where.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "cli/arguments.hpp"
#include "cli/session.hpp"

namespace vixmount::cli {

struct PlannedMount {
  std::uint32_t volume = 0;
  std::string place;  // below the mount point: "" for itself, "boot", "var/log"
};

struct MountPlan {
  std::vector<PlannedMount> mounts;  // outer before inner
  std::vector<std::string> remarks;  // what is left out, and why
};

// With `volume`, that one alone; else the default system's root and what its mount table puts below
// it. Error{not_found} when there is no system: the message says how to mount a single volume.
MountPlan plan_mounts(Session& session, std::uint32_t volume);

}  // namespace vixmount::cli
