// The state of libvixMntapi in a process: made at the first call and never destroyed, as that of
// libvixDiskLib is. Everything on disks is done by worker processes; here are handles only.
#pragma once

#include <memory>
#include <optional>
#include <string_view>

#include "capi/call.hpp"
#include "capi/companion.hpp"
#include "capi/handle_registry.hpp"
#include "capi/mntapi/open_set.hpp"
#include "capi/settings.hpp"
#include "vixMntapi.h"

namespace vixmount::capi {

// The table of the libvixDiskLib that this process has loaded; null when that is not of our build.
const Companion* companion() noexcept;

// All members may be called from any thread.
class MountLibrary {
 public:
  static MountLibrary& instance();

  void start(const Callbacks& callbacks, std::optional<Configuration> configuration);
  // True when it was the last one of nested starts; all sets are closed then.
  bool stop();
  bool is_started() const noexcept { return settings_.is_started(); }

  // What was given to libvixDiskLib stands in for what was not given here.
  ClientLog log() const;
  Configuration configuration() const;

  VixDiskSetHandle add(std::shared_ptr<OpenSet> set);
  std::shared_ptr<OpenSet> find(VixDiskSetHandle handle) const { return sets_.find(handle); }
  std::shared_ptr<const SetVolume> find(VixVolumeHandle handle) const {
    return volumes_.find(handle);
  }
  // Ends the handles of the set and of its volumes, dismounts, and ends its process.
  void close(VixDiskSetHandle handle);

 private:
  MountLibrary() = default;

  Settings settings_;
  HandleRegistry<OpenSet, VixDiskSetHandle> sets_{HandleFamily::disk_set};
  HandleRegistry<const SetVolume, VixVolumeHandle> volumes_{HandleFamily::volume};
};

extern const Door kMountDoor;
// For calls on a volume, where some kinds of errors have codes of their own.
extern const Door kVolumeDoor;

// Answers VIX_E_DISK_NOINIT before the library was started.
template <typename Body>
VixError answer_mounting(const Door& door, std::string_view name, Body&& body) noexcept {
  return answer(door, name, [&](const Call& call) -> VixError {
    if (!MountLibrary::instance().is_started())
      return call.refuse(VIX_E_DISK_NOINIT, "VixMntapi_Init has to come first");
    return body(call, MountLibrary::instance());
  });
}

// Runs `body(call, library, set)` for an open set.
template <typename Body>
VixError answer_for_set(std::string_view name, VixDiskSetHandle handle, Body&& body) noexcept {
  return answer_mounting(kMountDoor, name,
                         [&](const Call& call, MountLibrary& library) -> VixError {
                           const auto set = library.find(handle);
                           if (set == nullptr)
                             return call.refuse(VIX_E_INVALID_HANDLE, "the disk set is not open");
                           return body(call, library, *set);
                         });
}

// Runs `body(call, library, volume)` for a volume of an open set.
template <typename Body>
VixError answer_for_volume(std::string_view name, VixVolumeHandle handle, Body&& body) noexcept {
  return answer_mounting(
      kVolumeDoor, name, [&](const Call& call, MountLibrary& library) -> VixError {
        const auto volume = library.find(handle);
        if (volume == nullptr)
          return call.refuse(VIX_E_INVALID_HANDLE, "the volume's disk set is not open");
        return body(call, library, *volume);
      });
}

}  // namespace vixmount::capi
