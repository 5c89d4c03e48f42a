#include "worker/engine/engine.hpp"

#include <utility>

#include "base/checked.hpp"
#include "base/error.hpp"
#include "fs/registry.hpp"
#include "guest/guest_tree.hpp"
#include "guest/inspection.hpp"
#include "guest/tree_file_system.hpp"

namespace vixmount::worker {
namespace {

VolumeDescription describe(std::uint32_t number, const volume::Volume& volume,
                           const fs::Identification& identification) {
  VolumeDescription description;
  description.number = number;
  description.type = volume.type;
  description.scheme = volume.scheme;
  description.disk = volume.disk;
  description.offset = volume.offset;
  description.size = volume.size;
  description.partition_number = volume.partition_number;
  description.type_code = volume.type_code;
  description.type_name = volume.type_name;
  description.partition_label = volume.partition_label;
  description.partition_uuid = volume.partition_uuid;
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

DiskSetDescription Engine::open(const OpenDisks& request) {
  if (!disks_.empty()) fail(ErrorKind::internal, "the disks are open already");
  if (request.disks.empty()) fail(ErrorKind::invalid_argument, "no disk was named");
  std::vector<volume::DiskInput> inputs;
  for (const auto& wanted : request.disks) {
    auto disk = disk::open_disk(wanted.path, wanted.options, opener_, log_);
    inputs.push_back({disk.source, disk.info.logical_sector_size});
    disks_.push_back(std::move(disk));
  }
  auto resolution = volume::resolve(inputs, log_, holds_something_known);
  for (auto& volume : resolution.volumes) add_volume(std::move(volume));

  DiskSetDescription description;
  for (const auto& disk : disks_) description.disks.push_back(disk.info);
  for (std::size_t i = 0; i < volumes_.size(); ++i)
    description.volumes.push_back(describe(static_cast<std::uint32_t>(i + 1), volumes_[i].volume,
                                           volumes_[i].identification));
  description.remarks = std::move(resolution.remarks);
  return description;
}

void Engine::add_volume(volume::Volume volume) {
  OpenVolume open{std::move(volume), {}, nullptr, std::nullopt};
  try {
    if (const auto found = fs::identify(open.volume.source)) open.identification = *found;
  } catch (const Error& error) {  // one unreadable volume must not hide the others
    open.identification.remark = error.message();
    open.failure = error;
  }
  volumes_.push_back(std::move(open));
}

Engine::OpenVolume& Engine::volume_at(std::uint32_t number) {
  if (number == 0 || number > volumes_.size())
    fail(ErrorKind::not_found, "there is no volume {}; the disks hold {} volumes", number,
         volumes_.size());
  return volumes_[number - 1];
}

fs::FileSystemPtr Engine::file_system(std::uint32_t number) {
  if (number == 0) {
    if (!tree_file_system_)
      tree_file_system_ = std::make_shared<guest::TreeFileSystem>(guest_tree(), log_);
    return tree_file_system_;
  }
  auto& open = volume_at(number);
  if (open.failure) throw *open.failure;
  if (open.file_system) return open.file_system;
  try {
    const auto& found = open.identification;
    if (found.type.empty())
      fail(ErrorKind::unsupported, "volume {}: nothing known was found on it", number);
    // What is not mountable is tried all the same: damage is told apart from what has no reader.
    open.file_system = with_context(fmt::format("volume {} ({})", number, found.type), [&] {
      return fs::open(open.volume.source, fs::OpenOptions{}, log_);
    });
  } catch (const Error& error) {
    open.failure = error;
    throw;
  }
  return open.file_system;
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
        volume.file_system = file_system(number);
      } catch (const Error& error) {
        log_.info("{}; it is left out of the inspection", error.message());
      }
    }
    volumes.push_back(std::move(volume));
  }
  return volumes;
}

const std::vector<guest::GuestSystem>& Engine::systems() {
  if (!systems_) systems_ = guest::inspect(guest_volumes(), log_);
  return *systems_;
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

const guest::GuestTree& Engine::guest_tree() {
  if (tree_) return *tree_;
  std::vector<guest::TreeMount> mounts;
  for (const auto& system : systems()) {
    for (const auto& mount : system.mount_points) {
      try {
        mounts.push_back(
            {mount.path, mount.volume, file_system(static_cast<std::uint32_t>(mount.volume))});
      } catch (const Error& error) {
        log_.info("{} of the guest is not there: {}", mount.path, error.message());
      }
    }
    break;  // the default system
  }
  if (mounts.empty()) mounts.push_back(only_file_system());
  return tree_.emplace(std::move(mounts));
}

// Disks without a system (a data disk): a path means the one volume that holds files.
guest::TreeMount Engine::only_file_system() {
  std::vector<std::uint32_t> mountable;
  for (std::uint32_t number = 1; number <= volumes_.size(); ++number)
    if (volumes_[number - 1].identification.mountable) mountable.push_back(number);
  if (mountable.size() != 1)
    fail(ErrorKind::not_found,
         "no operating system was found, and {} volumes hold files: name one of them by its number "
         "(--volume N)",
         mountable.size());
  return {"/", mountable.front(), file_system(mountable.front())};
}

FindPath::Result Engine::find(const FindPath& request) {
  std::optional<guest::GuestTree> of_volume;
  if (request.volume != 0)
    of_volume.emplace(
        std::vector{guest::TreeMount{"/", request.volume, file_system(request.volume)}});
  const auto& tree = of_volume ? *of_volume : guest_tree();
  const auto last = request.follow_last_link ? guest::LastLink::follow : guest::LastLink::keep;
  auto found = tree.resolve(request.path, last);
  FindPath::Result result;
  result.entry.path = std::move(found.path);
  result.entry.location = {static_cast<std::uint32_t>(found.volume), found.node};
  result.entry.attributes = found.attributes;
  if (found.attributes.type == fs::NodeType::symbolic_link)
    result.entry.link_target = found.file_system->read_link(found.node);
  return result;
}

void Engine::start_walk(const StartWalk& request) {
  Walk::MountTable mounts;
  if (!request.guest_path.empty())
    for (const auto& mount : guest_tree().mounts())
      if (mount.path != "/")
        mounts[mount.path] = {static_cast<std::uint32_t>(mount.volume), mount.file_system->root()};
  walk_.emplace([this](std::uint32_t volume) { return file_system(volume); }, request.start,
                request.guest_path, request.recursive, std::move(mounts));
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
