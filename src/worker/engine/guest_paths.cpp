#include "worker/engine/guest_paths.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

#include "base/error.hpp"
#include "base/text.hpp"
#include "fs/subvolume_view.hpp"
#include "guest/drive_root.hpp"
#include "guest/inspection.hpp"
#include "guest/linux/inspector.hpp"
#include "guest/tree_file_system.hpp"
#include "guest/windows/inspector.hpp"
#include "guest/windows_path.hpp"

namespace vixmount::worker {
namespace {

// Asked in this order for each volume.
constexpr std::array<guest::Inspector, 2> kInspectors = {guest::linux_guest::inspect_root,
                                                         guest::windows::inspect_root};

}  // namespace

guest::WindowsVolumesPtr GuestPaths::windows_around(std::uint32_t number) {
  const std::lock_guard lock(mutex_);
  guest::WindowsVolumesPtr first;
  for (const auto& system : mounts_of_systems()) {
    if (system.family != guest::OsFamily::windows) continue;
    auto volumes = std::make_shared<const guest::WindowsVolumes>(system);
    if (volumes->knows(number)) return volumes;
    if (!first) first = std::move(volumes);
  }
  return first;
}

std::vector<guest::GuestVolume> GuestPaths::guest_volumes() {
  std::vector<guest::GuestVolume> volumes;
  for (std::uint32_t number = 1; number <= volumes_.count(); ++number) {
    const auto& open = volumes_[number];
    guest::GuestVolume volume;
    volume.number = number;
    volume.volume = &open.volume;
    volume.identification = open.identification;
    volume.first_member = open.first_member;
    if (volume.identification.mountable) {
      try {
        volume.file_system = fs::as_system_root(volumes_.plain(number));
      } catch (const Error& error) {
        log_.info("{}; it is left out of the inspection", error.message());
      }
    }
    volumes.push_back(std::move(volume));
  }
  return volumes;
}

const std::vector<guest::GuestSystem>& GuestPaths::systems() {
  const std::lock_guard lock(mutex_);
  if (!systems_)
    systems_ = guest::inspect(guest_volumes(), kInspectors, guest::Detail::everything, log_);
  return *systems_;
}

// The same systems in the same order, with what paths and mounts need.
const std::vector<guest::GuestSystem>& GuestPaths::mounts_of_systems() {
  const std::lock_guard lock(mutex_);
  if (systems_) return *systems_;
  if (!mounts_of_systems_)
    mounts_of_systems_ = guest::inspect(guest_volumes(), kInspectors, guest::Detail::mounts, log_);
  return *mounts_of_systems_;
}

std::optional<std::size_t> GuestPaths::first_windows() {
  const auto& all = mounts_of_systems();
  const auto found = std::find_if(all.begin(), all.end(), [](const guest::GuestSystem& system) {
    return system.family == guest::OsFamily::windows;
  });
  if (found == all.end()) return std::nullopt;
  return static_cast<std::size_t>(found - all.begin());
}

GuestPaths::SystemTree& GuestPaths::tree_of(std::size_t system) {
  const auto known = trees_.find(system);
  if (known != trees_.end()) return known->second;
  auto tree = mounts_of_systems().empty() ? guest::GuestTree({only_file_system()})
                                          : make_tree(mounts_of_systems().at(system));
  return trees_.emplace(system, SystemTree{std::move(tree), nullptr}).first->second;
}

void GuestPaths::add_mount(std::vector<guest::TreeMount>& mounts, std::string path,
                           std::size_t volume, std::string_view options) {
  try {
    const auto files = volumes_.in_tree(static_cast<std::uint32_t>(volume));
    auto file_system = fs::as_mounted(files, options);
    if (path == "/") file_system = fs::as_system_root(file_system);
    mounts.push_back({std::move(path), volume, std::move(file_system)});
  } catch (const Error& error) {
    log_.info("{} of the guest is not there: {}", path, error.message());
  }
}

guest::GuestTree GuestPaths::make_tree(const guest::GuestSystem& system) {
  if (system.family == guest::OsFamily::windows) return make_windows_tree(system);
  std::vector<guest::TreeMount> mounts;
  for (const auto& mount : system.mount_points)
    add_mount(mounts, mount.path, mount.volume, mount.options);
  if (mounts.empty()) mounts.push_back(only_file_system());
  return guest::GuestTree(std::move(mounts));
}

// A folder for each drive. Folders in which it shows other volumes are links there.
guest::GuestTree GuestPaths::make_windows_tree(const guest::GuestSystem& system) {
  std::vector<guest::TreeMount> mounts;
  const guest::WindowsVolumes volumes(system);
  const auto name_of = [](const guest::TreeMount& mount) { return mount.path.substr(1); };
  std::vector<std::string> letters;
  std::vector<std::string> names;
  for (const auto& drive : volumes.letters()) add_mount(mounts, "/" + drive.name, drive.volume);
  std::transform(mounts.begin(), mounts.end(), std::back_inserter(letters), name_of);
  const auto drives = static_cast<std::ptrdiff_t>(mounts.size());
  for (const auto& name : volumes.names()) add_mount(mounts, "/" + name.name, name.volume);
  std::transform(mounts.begin() + drives, mounts.end(), std::back_inserter(names), name_of);
  mounts.push_back({"/", 0,
                    std::make_shared<guest::DriveRoot>(
                        std::move(letters), std::move(names),
                        volumes_.in_tree(static_cast<std::uint32_t>(system.root_volume)))});
  return guest::GuestTree(std::move(mounts), guest::NameCase::ignored);
}

// Disks without a system (a data disk): a path means the one volume that holds files.
guest::TreeMount GuestPaths::only_file_system() {
  std::vector<std::uint32_t> mountable;
  for (std::uint32_t number = 1; number <= volumes_.count(); ++number)
    if (volumes_[number].identification.mountable && volumes_[number].first_member == number)
      mountable.push_back(number);
  const auto* const locked = volumes_.first_locked();
  if (locked != nullptr)
    throw Error(ErrorKind::encrypted, "no operating system was found on what can be read, and " +
                                          locked->failure->message());
  if (mountable.size() != 1)
    fail(ErrorKind::not_found,
         "no operating system was found, and {} volumes hold files: name one of them by its number "
         "(--volume N)",
         mountable.size());
  return {"/", mountable.front(), volumes_.alone(mountable.front())};
}

fs::FileSystemPtr GuestPaths::tree() {
  auto& served = tree_of(0);
  if (!served.file_system)
    served.file_system = std::make_shared<guest::TreeFileSystem>(served.tree, log_);
  return served.file_system;
}

std::map<std::string, Location, std::less<>> GuestPaths::mounts_below_root() {
  std::map<std::string, Location, std::less<>> mounts;
  for (const auto& mount : tree_of(0).tree.mounts())
    if (mount.path != "/")
      mounts[mount.path] = {static_cast<std::uint32_t>(mount.volume), mount.file_system->root()};
  return mounts;
}

guest::TreeNode GuestPaths::resolve(const FindPath& request) {
  const auto last = request.follow_last_link ? guest::LastLink::follow : guest::LastLink::keep;
  if (request.volume == 0)
    return mounts_of_systems().empty() ? resolve_in_only_volume(request.path, last)
                                       : resolve_in_guests(request.path, last);
  const auto of_volume = volumes_.alone(request.volume);
  const bool is_windows = guest::has_windows_links(of_volume->info());
  return guest::GuestTree({{"/", request.volume, of_volume}})
      .resolve(is_windows ? guest::with_slashes(request.path) : request.path, last);
}

guest::TreeNode GuestPaths::resolve_in_only_volume(std::string_view path, guest::LastLink last) {
  const auto& tree = tree_of(0).tree;
  if (!guest::has_windows_links(tree.mounts().front().file_system->info()))
    return tree.resolve(path, last);
  if (guest::parse_drive_path(path))
    fail(ErrorKind::not_found,
         "{}: no Windows was found on the disks, so that drive letters are not known here; leave "
         "the letter out",
         printable(path));
  return tree.resolve(guest::with_slashes(path), last);
}

// With a letter: the Windows' file, also where another system is the default one.
guest::TreeNode GuestPaths::resolve_in_guests(std::string_view path, guest::LastLink last) {
  const auto windows = first_windows();
  if (!windows) return tree_of(0).tree.resolve(path, last);
  const auto in_windows = [&] {
    const auto& drive = mounts_of_systems().at(*windows).mount_points.front().path;
    return tree_of(*windows).tree.resolve(guest::windows_tree_path(path, drive.substr(0, 2)), last);
  };
  if (*windows == 0 || guest::parse_drive_path(path)) return in_windows();
  if (auto found = tree_of(0).tree.find(path, last)) return std::move(*found);
  // "/C:/x", as listings print it.
  const auto below = path.substr(std::min(path.find_first_not_of('/'), path.size()));
  if (guest::parse_drive_path(below)) return in_windows();
  return tree_of(0).tree.resolve(path, last);
}

}  // namespace vixmount::worker
