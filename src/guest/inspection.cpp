#include "guest/inspection.hpp"

#include <algorithm>

namespace vixmount::guest {
namespace {

bool is_installed(const GuestSystem& system) {
  return std::any_of(system.mount_points.begin(), system.mount_points.end(),
                     [&](const MountPoint& mount) {
                       return mount.volume == system.root_volume && !mount.file_system.empty();
                     });
}

}  // namespace

std::string_view name_of(OsFamily family) noexcept {
  switch (family) {
    case OsFamily::linux:
      return "linux";
    case OsFamily::windows:
      return "windows";
    case OsFamily::other:
      break;
  }
  return "other";
}

std::vector<GuestSystem> inspect(const std::vector<GuestVolume>& volumes,
                                 std::span<const Inspector> inspectors, Detail detail,
                                 const Log& log) {
  std::vector<GuestSystem> systems;
  for (const auto& volume : volumes) {
    const bool is_member_of_earlier =
        volume.first_member != 0 && volume.first_member != volume.number;
    if (!volume.file_system || is_member_of_earlier) continue;
    for (const auto inspector : inspectors) {
      auto system = inspector(volumes, volume, detail, log);
      if (!system) continue;
      if (detail == Detail::everything)
        log.info("volume {} is the root of {} ({})", volume.number, system->name,
                 system->architecture);
      else
        log.debug("volume {} is the root of a {} system", volume.number, name_of(system->family));
      systems.push_back(std::move(*system));
      break;
    }
  }
  std::stable_partition(systems.begin(), systems.end(), is_installed);
  return systems;
}

}  // namespace vixmount::guest
