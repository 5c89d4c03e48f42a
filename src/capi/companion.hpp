// What libvixDiskLib offers to libvixMntapi beyond the public calls.
//
// Both libraries export the names of the API and nothing else, so the table below is handed over by
// a call that exists anyway: VixDiskLib_ReadMetadata without a disk, with the key kCompanionKey and
// a buffer for one pointer. Every other caller of that key without a disk gets what a missing
// handle gets. The key is in no list of keys.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "capi/client_log.hpp"
#include "capi/configuration.hpp"
#include "vixDiskLib.h"

namespace vixmount::capi {

inline constexpr const char* kCompanionKey = "vixmount.companion";

// What a disk set needs to open a disk again that a client has opened.
struct DiskReference {
  std::string name;  // absolute, with "raw:" if it is
  std::uint32_t open_flags = 0;
};

// C++ types cross here: both libraries must be of one build, which `build` tells.
struct Companion {
  std::string_view build;
  // Nothing when the handle is not open.
  std::optional<DiskReference> (*find_disk)(VixDiskLibHandle);
  // Whether the connection makes its disks read-only; nothing when it is not open.
  std::optional<bool> (*is_read_only)(VixDiskLibConnection);
  void (*remember_error)(VixError, std::string_view);
  Callbacks (*callbacks)();
  Configuration (*configuration)();
};

// For Companion::build.
inline constexpr std::string_view kThisBuild = "vixmount " VIXMOUNT_VERSION;

}  // namespace vixmount::capi
