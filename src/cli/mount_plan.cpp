#include "cli/mount_plan.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "base/text.hpp"
#include "cli/guest_path.hpp"

namespace vixmount::cli {
namespace {

// A mount table is the guest's text: its paths become paths of the host below the mount point.
bool leads_upwards(std::string_view path) {
  const auto components = split(path, '/');
  return std::find(components.begin(), components.end(), "..") != components.end() ||
         path.find('\0') != std::string_view::npos;
}

const worker::VolumeDescription* find_volume(const Session& session, std::size_t number) {
  const auto& volumes = session.description().volumes;
  return number >= 1 && number <= volumes.size() ? &volumes[number - 1] : nullptr;
}

void add_inner_mounts(MountPlan& plan, const Session& session, const guest::GuestSystem& system) {
  for (const auto& mount : system.mount_points) {
    const auto path = tidy_guest_path(mount.path);
    const auto* volume = find_volume(session, mount.volume);
    const auto skip = [&](std::string_view why) {
      plan.remarks.push_back(
          fmt::format("{} (volume {}) is not mounted: {}", mount.path, mount.volume, why));
    };
    const bool is_twice =
        std::any_of(plan.mounts.begin(), plan.mounts.end(), [&](const PlannedMount& planned) {
          return planned.volume == mount.volume || planned.place == path.substr(1);
        });
    if (path == "/") continue;
    if (volume == nullptr)
      skip("there is no such volume");
    else if (leads_upwards(path))
      skip("its place leads out of the mount");
    else if (is_twice)
      skip("the volume or the place is mounted already");
    else if (!volume->identification.mountable)
      skip(volume->identification.remark.empty() ? "its file system is not supported"
                                                 : std::string_view(volume->identification.remark));
    else
      plan.mounts.push_back({volume->number, path.substr(1)});
  }
}

}  // namespace

MountPlan plan_mounts(Session& session, std::uint32_t volume) {
  MountPlan plan;
  if (volume != 0) {
    plan.mounts.push_back({volume, {}});
    return plan;
  }
  const auto& systems = session.systems();
  if (systems.empty())
    fail(ErrorKind::not_found,
         "no operating system was found, whose mount table would say what goes where; mount one "
         "volume with --volume N (`vixmount volumes` lists them)");
  const auto& system = systems.front();
  if (find_volume(session, system.root_volume) == nullptr)
    fail(ErrorKind::worker_lost, "the worker names volume {}, which is none", system.root_volume);
  plan.mounts.push_back({static_cast<std::uint32_t>(system.root_volume), {}});
  add_inner_mounts(plan, session, system);
  std::sort(plan.mounts.begin(), plan.mounts.end(),
            [](const PlannedMount& a, const PlannedMount& b) { return a.place < b.place; });
  return plan;
}

}  // namespace vixmount::cli
