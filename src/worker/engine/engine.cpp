#include "worker/engine/engine.hpp"

#include <utility>

#include "base/error.hpp"
#include "fs/registry.hpp"
#include "fs/subvolume_view.hpp"

namespace vixmount::worker {
namespace {

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
  volumes_.fill(resolution, std::move(request.subvolumes));

  DiskSetDescription description;
  for (const auto& disk : disks_) description.disks.push_back(disk.info);
  description.volumes = volumes_.describe();
  description.layers = std::move(resolution.layers);
  description.remarks = std::move(resolution.remarks);
  return description;
}

fs::FileSystemPtr Engine::file_system(std::uint32_t number) {
  return number == 0 ? guests_.tree() : volumes_.alone(number);
}

Statistics::Result Engine::statistics(std::uint32_t volume) {
  const auto file_system = this->file_system(volume);
  return {file_system->info(), file_system->statistics()};
}

ListSubvolumes::Result Engine::subvolumes(std::uint32_t volume) {
  return {fs::list_subvolumes(volumes_.plain(volume))};
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

FindPath::Result Engine::find(const FindPath& request) {
  auto found = [&] {
    try {
      return guests_.resolve(request);
    } catch (const Error& error) {
      const auto* const locked = volumes_.first_locked();
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
  if (in_tree) mounts = guests_.mounts_below_root();
  const auto file_system_of = [this, in_tree](std::uint32_t volume) {
    return in_tree && volume != 0 ? volumes_.in_tree(volume) : file_system(volume);
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
