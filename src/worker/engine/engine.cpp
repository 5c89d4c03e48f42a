#include "worker/engine/engine.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

#include "base/checked.hpp"
#include "base/error.hpp"
#include "base/text.hpp"
#include "fs/registry.hpp"
#include "fs/subvolume_view.hpp"
#include "guest/drive_root.hpp"
#include "guest/guest_tree.hpp"
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

VolumeDescription describe(std::uint32_t number, const volume::Volume& volume,
                           const fs::Identification& identification) {
  VolumeDescription description;
  description.number = number;
  description.type = volume.type;
  description.scheme = volume.scheme;
  description.name = volume.name;
  description.layout = volume.layout;
  description.scheme_uuid = volume.uuid;
  description.health = volume.health;
  description.disk = volume.disk;
  description.offset = volume.offset;
  description.size = volume.size;
  description.partition_number = volume.partition_number;
  description.type_code = volume.type_code;
  description.type_name = volume.type_name;
  description.partition_label = volume.partition_label;
  description.partition_uuid = volume.partition_uuid;
  description.device_names = volume.device_names;
  description.drive_letter = volume.drive_letter;
  description.identification = identification;
  return description;
}

ContentExtent describe(const io::Extent& extent) {
  ContentExtent description;
  description.length = extent.length;
  description.kind = extent.kind;
  if (extent.kind == io::ExtentKind::data) {
    description.host_file = extent.file->id();
    description.position = extent.position;
  }
  return description;
}

// The best name for a key's selector.
std::string selector_of(const volume::Volume& volume, const fs::Identification& identification) {
  for (const auto* uuid : {&identification.uuid, &volume.uuid, &volume.partition_uuid})
    if (!uuid->empty()) return *uuid;
  return volume.device_names.empty() ? volume.name : volume.device_names.front();
}

// Why the volume's health keeps it from being mounted, or nothing. `unreadable`: the error of
// looking at its first bytes, where they could not be read.
std::optional<Error> unusable_because(std::uint32_t number, const volume::Volume& volume,
                                      const fs::Identification& identification,
                                      const std::optional<Error>& unreadable) {
  const auto& [condition, detail] = volume.health;
  switch (condition) {
    case volume::Condition::good:
    case volume::Condition::degraded:
      return std::nullopt;
    case volume::Condition::locked:
      return Error(ErrorKind::encrypted,
                   fmt::format("volume {} is locked: {}; a key has to be given for {}", number,
                               detail, selector_of(volume, identification)));
    case volume::Condition::incomplete:
      return Error(
          ErrorKind::damaged,
          fmt::format("volume {} is incomplete: {}; add the disk that is missing", number, detail));
    case volume::Condition::unusable:
      break;
  }
  return Error(unreadable ? unreadable->kind() : ErrorKind::unsupported,
               fmt::format("volume {} cannot be used: {}", number, detail));
}

// For disks that hold a partition table and a file system at once; what cannot be read is not
// known.
bool holds_something_known(const io::SourcePtr& volume) {
  try {
    return fs::identify(volume).has_value();
  } catch (const Error&) {
    return false;
  }
}

}  // namespace

DiskSetDescription Engine::open(OpenDisks request) {
  if (!disks_.empty()) fail(ErrorKind::internal, "the disks are open already");
  if (request.disks.empty()) fail(ErrorKind::invalid_argument, "no disk was named");
  std::vector<volume::DiskInput> inputs;
  for (const auto& wanted : request.disks) {
    auto disk = disk::open_disk(wanted.path, wanted.options, opener_, log_);
    inputs.push_back({disk.source, disk.info.logical_sector_size});
    disks_.push_back(std::move(disk));
  }
  const volume::KeyRing keys(std::move(request.keys));
  auto resolution = volume::resolve(inputs, log_, holds_something_known, keys);
  for (auto& volume : resolution.volumes) add_volume(std::move(volume));

  DiskSetDescription description;
  for (const auto& disk : disks_) description.disks.push_back(disk.info);
  for (std::size_t i = 0; i < volumes_.size(); ++i)
    description.volumes.push_back(describe(static_cast<std::uint32_t>(i + 1), volumes_[i].volume,
                                           volumes_[i].identification));
  description.layers = std::move(resolution.layers);
  description.remarks = std::move(resolution.remarks);
  return description;
}

void Engine::add_volume(volume::Volume volume) {
  OpenVolume open;
  open.volume = std::move(volume);
  try {
    if (const auto found = fs::identify(open.volume.source)) open.identification = *found;
  } catch (const Error& error) {  // one unreadable volume must not hide the others
    open.identification.remark = error.message();
    open.failure = error;
  }
  const auto number = static_cast<std::uint32_t>(volumes_.size() + 1);
  if (auto failure = unusable_because(number, open.volume, open.identification, open.failure)) {
    open.failure = std::move(failure);
    open.identification.mountable = false;
    open.identification.remark = open.volume.health.detail;
  }
  volumes_.push_back(std::move(open));
}

const Engine::OpenVolume* Engine::first_locked() const {
  const auto found = std::find_if(volumes_.begin(), volumes_.end(), [](const OpenVolume& open) {
    return open.volume.health.condition == volume::Condition::locked;
  });
  return found == volumes_.end() ? nullptr : &*found;
}

Engine::OpenVolume& Engine::volume_at(std::uint32_t number) {
  if (number == 0 || number > volumes_.size())
    fail(ErrorKind::not_found, "there is no volume {}; the disks hold {} volumes", number,
         volumes_.size());
  return volumes_[number - 1];
}

fs::FileSystemPtr Engine::file_system(std::uint32_t number) {
  if (number == 0) {
    auto& served = tree_of(0);
    if (!served.file_system)
      served.file_system = std::make_shared<guest::TreeFileSystem>(served.tree, log_);
    return served.file_system;
  }
  const std::lock_guard lock(volumes_mutex_);
  auto& view = volume_at(number).view;
  if (!view) view = make_view(number, guest::WindowsLinks::Scope::volume);
  return view;
}

fs::FileSystemPtr Engine::plain_file_system(std::uint32_t number) {
  const std::lock_guard lock(volumes_mutex_);
  auto& open = volume_at(number);
  if (open.failure) throw *open.failure;
  if (open.file_system) return open.file_system;
  try {
    const auto& found = open.identification;
    if (found.type.empty())
      fail(ErrorKind::unsupported, "volume {}: nothing known was found on it", number);
    // What is not mountable is tried all the same: damage is told apart from what has no reader.
    open.file_system = with_context(fmt::format("volume {} ({})", number, found.type), [&] {
      return fs::open(open.volume.source, {.siblings = siblings_of(open)}, log_);
    });
  } catch (const Error& error) {
    open.failure = error;
    throw;
  }
  return open.file_system;
}

// Btrfs spreads one file system over several volumes; a seed among them has a UUID of its own, so
// the reader is shown all volumes of the kind.
std::vector<io::SourcePtr> Engine::siblings_of(const OpenVolume& open) const {
  std::vector<io::SourcePtr> siblings;
  if (open.identification.type != "btrfs") return siblings;
  for (const auto& other : volumes_)
    if (&other != &open && other.identification.type == open.identification.type)
      siblings.push_back(other.volume.source);
  return siblings;
}

fs::FileSystemPtr Engine::tree_view(std::uint32_t number) {
  const std::lock_guard lock(volumes_mutex_);
  auto& view = volume_at(number).tree_view;
  if (!view) view = make_view(number, guest::WindowsLinks::Scope::whole_tree);
  return view;
}

fs::FileSystemPtr Engine::make_view(std::uint32_t number, guest::WindowsLinks::Scope scope) {
  auto plain = plain_file_system(number);
  if (!guest::has_windows_links(plain->info())) return plain;
  return std::make_shared<guest::WindowsLinks>(
      std::move(plain), number, scope, [this, number] { return windows_volumes_around(number); });
}

// As the Windows that knows the volume calls them; each Windows has letters of its own.
guest::WindowsVolumesPtr Engine::windows_volumes_around(std::uint32_t number) {
  const std::lock_guard lock(volumes_mutex_);
  guest::WindowsVolumesPtr first;
  for (const auto& system : mounts_of_systems()) {
    if (system.family != guest::OsFamily::windows) continue;
    auto volumes = std::make_shared<const guest::WindowsVolumes>(system);
    if (volumes->knows(number)) return volumes;
    if (!first) first = std::move(volumes);
  }
  return first;
}

std::vector<guest::GuestVolume> Engine::guest_volumes() {
  std::vector<guest::GuestVolume> volumes;
  for (std::uint32_t number = 1; number <= volumes_.size(); ++number) {
    guest::GuestVolume volume;
    volume.number = number;
    volume.volume = &volumes_[number - 1].volume;
    volume.identification = volumes_[number - 1].identification;
    if (volume.identification.mountable) {
      try {
        volume.file_system = fs::as_system_root(plain_file_system(number));
      } catch (const Error& error) {
        log_.info("{}; it is left out of the inspection", error.message());
      }
    }
    volumes.push_back(std::move(volume));
  }
  return volumes;
}

const std::vector<guest::GuestSystem>& Engine::systems() {
  const std::lock_guard lock(volumes_mutex_);
  if (!systems_)
    systems_ = guest::inspect(guest_volumes(), kInspectors, guest::Detail::everything, log_);
  return *systems_;
}

// The same systems in the same order, with what paths and mounts need.
const std::vector<guest::GuestSystem>& Engine::mounts_of_systems() {
  const std::lock_guard lock(volumes_mutex_);
  if (systems_) return *systems_;
  if (!mounts_of_systems_)
    mounts_of_systems_ = guest::inspect(guest_volumes(), kInspectors, guest::Detail::mounts, log_);
  return *mounts_of_systems_;
}

std::optional<std::size_t> Engine::first_windows() {
  const auto& all = mounts_of_systems();
  const auto found = std::find_if(all.begin(), all.end(), [](const guest::GuestSystem& system) {
    return system.family == guest::OsFamily::windows;
  });
  if (found == all.end()) return std::nullopt;
  return static_cast<std::size_t>(found - all.begin());
}

Statistics::Result Engine::statistics(std::uint32_t volume) {
  const auto file_system = this->file_system(volume);
  return {file_system->info(), file_system->statistics()};
}

ReadXattrs::Result Engine::xattrs(const Location& location) {
  const auto file_system = this->file_system(location.volume);
  ReadXattrs::Result result;
  for (auto& name : file_system->list_xattrs(location.node)) {
    try {
      auto value = file_system->get_xattr(location.node, name);
      if (value) result.xattrs.push_back({std::move(name), std::move(*value), {}});
    } catch (const Error& error) {  // must not hide the others
      result.xattrs.push_back({std::move(name), {}, error.message()});
    }
  }
  return result;
}

ListStreams::Result Engine::streams(const Location& location) {
  ListStreams::Result result;
  for (auto& stream : file_system(location.volume)->streams(location.node))
    result.streams.push_back({std::move(stream.name), {location.volume, stream.node}, stream.size});
  return result;
}

const io::ByteSource& Engine::content(const Location& location) {
  if (!last_content_.second || !(last_content_.first == location))
    last_content_ = {location, file_system(location.volume)->open(location.node)};
  return *last_content_.second;
}

MapContent::Result Engine::map_content(const MapContent& request) {
  // Keeps an answer near 64 KiB; a file in more pieces takes several.
  constexpr std::size_t kMostExtents = 3000;
  const auto& source = content(request.location);
  MapContent::Result result;
  result.size = source.size();
  if (request.offset >= result.size) return result;
  io::for_each_extent(source, request.offset, result.size - request.offset,
                      [&](std::uint64_t, const io::Extent& extent) {
                        result.extents.push_back(describe(extent));
                        return result.extents.size() < kMostExtents;
                      });
  return result;
}

ReadContent::Result Engine::read_content(const ReadContent& request) {
  if (request.length > ReadContent::kMostReadBytes)
    fail(ErrorKind::invalid_argument, "a read of {} bytes in one request", request.length);
  ReadContent::Result result;
  result.bytes.resize(request.length);
  content(request.location)
      .read(request.offset,
            std::as_writable_bytes(std::span(result.bytes.data(), result.bytes.size())));
  return result;
}

Engine::SystemTree& Engine::tree_of(std::size_t system) {
  const auto known = trees_.find(system);
  if (known != trees_.end()) return known->second;
  auto tree = mounts_of_systems().empty() ? guest::GuestTree({only_file_system()})
                                          : make_tree(mounts_of_systems().at(system));
  return trees_.emplace(system, SystemTree{std::move(tree), nullptr}).first->second;
}

void Engine::add_mount(std::vector<guest::TreeMount>& mounts, std::string path, std::size_t volume,
                       std::string_view options) {
  try {
    auto file_system =
        fs::as_mounted(tree_view(static_cast<std::uint32_t>(volume)), options);
    mounts.push_back({std::move(path), volume, std::move(file_system)});
  } catch (const Error& error) {
    log_.info("{} of the guest is not there: {}", path, error.message());
  }
}

// Of a Windows: a folder for each drive. Folders in which it shows other volumes are links there.
guest::GuestTree Engine::make_tree(const guest::GuestSystem& system) {
  std::vector<guest::TreeMount> mounts;
  if (system.family != guest::OsFamily::windows) {
    for (const auto& mount : system.mount_points) add_mount(mounts, mount.path, mount.volume, mount.options);
    if (mounts.empty()) mounts.push_back(only_file_system());
    return guest::GuestTree(std::move(mounts));
  }
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
                        tree_view(static_cast<std::uint32_t>(system.root_volume)))});
  return guest::GuestTree(std::move(mounts), guest::NameCase::ignored);
}

// Disks without a system (a data disk): a path means the one volume that holds files.
guest::TreeMount Engine::only_file_system() {
  std::vector<std::uint32_t> mountable;
  for (std::uint32_t number = 1; number <= volumes_.size(); ++number)
    if (volumes_[number - 1].identification.mountable) mountable.push_back(number);
  const auto* const locked = first_locked();
  if (locked != nullptr)
    throw Error(ErrorKind::encrypted, "no operating system was found on what can be read, and " +
                                          locked->failure->message());
  if (mountable.size() != 1)
    fail(ErrorKind::not_found,
         "no operating system was found, and {} volumes hold files: name one of them by its number "
         "(--volume N)",
         mountable.size());
  return {"/", mountable.front(), file_system(mountable.front())};
}

guest::TreeNode Engine::resolve(const FindPath& request) {
  const auto last = request.follow_last_link ? guest::LastLink::follow : guest::LastLink::keep;
  if (request.volume == 0)
    return mounts_of_systems().empty() ? resolve_in_only_volume(request.path, last)
                                       : resolve_in_guests(request.path, last);
  const auto of_volume = file_system(request.volume);
  const bool is_windows = guest::has_windows_links(of_volume->info());
  return guest::GuestTree({{"/", request.volume, of_volume}})
      .resolve(is_windows ? guest::with_slashes(request.path) : request.path, last);
}

guest::TreeNode Engine::resolve_in_only_volume(std::string_view path, guest::LastLink last) {
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
guest::TreeNode Engine::resolve_in_guests(std::string_view path, guest::LastLink last) {
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

FindPath::Result Engine::find(const FindPath& request) {
  auto found = [&] {
    try {
      return resolve(request);
    } catch (const Error& error) {
      const auto* const locked = first_locked();
      if (error.kind() != ErrorKind::not_found || request.volume != 0 || locked == nullptr) throw;
      fail(ErrorKind::not_found, "{}; {} is locked and may hold it", error.message(),
           locked->volume.name);
    }
  }();
  FindPath::Result result;
  result.entry.path = std::move(found.path);
  result.entry.location = {static_cast<std::uint32_t>(found.volume), found.node};
  result.entry.attributes = found.attributes;
  if (found.attributes.type == fs::NodeType::symbolic_link)
    result.entry.link_target = found.file_system->read_link(found.node);
  return result;
}

void Engine::start_walk(const StartWalk& request) {
  const bool in_tree = !request.guest_path.empty();
  Walk::MountTable mounts;
  if (in_tree)
    for (const auto& mount : tree_of(0).tree.mounts())
      if (mount.path != "/")
        mounts[mount.path] = {static_cast<std::uint32_t>(mount.volume), mount.file_system->root()};
  const auto file_system_of = [this, in_tree](std::uint32_t volume) {
    return in_tree && volume != 0 ? tree_view(volume) : file_system(volume);
  };
  walk_.emplace(file_system_of, request.start, request.guest_path, request.recursive,
                std::move(mounts));
}

NextBatch::Result Engine::next_batch() {
  if (!walk_) {
    NextBatch::Result nothing;  // the library asks ahead
    nothing.finished = true;
    return nothing;
  }
  auto batch = walk_->next();
  if (batch.finished) walk_.reset();
  return batch;
}

}  // namespace vixmount::worker
