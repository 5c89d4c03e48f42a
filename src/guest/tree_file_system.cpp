#include "guest/tree_file_system.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "base/text.hpp"

namespace vixmount::guest {
namespace {

// Formats number their nodes far below 2^56; the byte above tells up to 256 volumes apart.
constexpr unsigned kPartShift = 56;
constexpr std::size_t kMostParts = 256;
constexpr fs::NodeId kNodeMask = (fs::NodeId{1} << kPartShift) - 1;

}  // namespace

TreeFileSystem::TreeFileSystem(const GuestTree& tree, const Log& log) {
  auto mounts = tree.mounts();
  // Outer before inner, so that an inner one finds its folder. "/" is the shortest.
  std::stable_sort(mounts.begin(), mounts.end(), [](const TreeMount& a, const TreeMount& b) {
    return a.path.size() < b.path.size();
  });
  parts_.push_back({mounts.front().file_system, 0});
  for (auto mount = mounts.begin() + 1; mount != mounts.end(); ++mount) {
    try {
      add(*mount);
    } catch (const Error& error) {
      log.warning("{} of the guest is not mounted: {}", printable(mount->path), error.message());
    }
  }
}

void TreeFileSystem::add(const TreeMount& mount) {
  if (parts_.size() >= kMostParts)
    fail(ErrorKind::limit_exceeded, "more than {} mount points", kMostParts);
  fs::NodeId folder = root();
  for (const auto component : split(std::string_view(mount.path).substr(1), '/')) {
    const auto next = lookup(folder, component);
    if (!next) fail(ErrorKind::not_found, "the guest has no folder there");
    folder = *next;
  }
  if (attributes(folder).type != fs::NodeType::directory)
    fail(ErrorKind::not_a_directory, "what the guest has there is no folder");
  mounted_on_[folder] = parts_.size();
  parts_.push_back({mount.file_system, folder});
}

TreeFileSystem::Place TreeFileSystem::place_of(fs::NodeId node) const {
  const auto part = static_cast<std::size_t>(node >> kPartShift);
  if (part >= parts_.size()) fail(ErrorKind::not_found, "there is no node {}", node);
  return {part, *parts_[part].file_system, node & kNodeMask};
}

fs::NodeId TreeFileSystem::number_of(std::size_t part, fs::NodeId node) const {
  if (node > kNodeMask)
    fail(ErrorKind::unsupported, "node {} has a number beyond what a tree of volumes can hold",
         node);
  return fs::NodeId{part} << kPartShift | node;
}

fs::NodeId TreeFileSystem::cross(fs::NodeId node) const {
  const auto found = mounted_on_.find(node);
  if (found == mounted_on_.end()) return node;
  return number_of(found->second, parts_[found->second].file_system->root());
}

const fs::FileSystemInfo& TreeFileSystem::info() const noexcept {
  return parts_.front().file_system->info();
}

fs::Statistics TreeFileSystem::statistics() const {
  return parts_.front().file_system->statistics();
}

fs::NodeId TreeFileSystem::root() const noexcept { return parts_.front().file_system->root(); }

fs::Attributes TreeFileSystem::attributes(fs::NodeId node) const {
  const auto place = place_of(node);
  auto attributes = place.file_system.attributes(place.node);
  attributes.node = node;
  return attributes;
}

std::optional<fs::NodeId> TreeFileSystem::lookup(fs::NodeId directory,
                                                 std::string_view name) const {
  const auto place = place_of(directory);
  const auto found = place.file_system.lookup(place.node, name);
  if (!found) return std::nullopt;
  return cross(number_of(place.part, *found));
}

void TreeFileSystem::list(fs::NodeId directory, std::uint64_t cookie,
                          const fs::EntryVisitor& visit) const {
  const auto place = place_of(directory);
  place.file_system.list(place.node, cookie, [&](const fs::DirectoryEntry& entry) {
    auto shown = entry;
    shown.node = cross(number_of(place.part, entry.node));
    return visit(shown);
  });
}

fs::NodeId TreeFileSystem::parent(fs::NodeId directory) const {
  const auto place = place_of(directory);
  const auto covered = parts_[place.part].covered;
  if (covered != 0 && place.node == place.file_system.root()) return parent(covered);
  return number_of(place.part, place.file_system.parent(place.node));
}

io::SourcePtr TreeFileSystem::open(fs::NodeId file) const {
  const auto place = place_of(file);
  return place.file_system.open(place.node);
}

std::string TreeFileSystem::read_link(fs::NodeId link) const {
  const auto place = place_of(link);
  return place.file_system.read_link(place.node);
}

std::vector<fs::Stream> TreeFileSystem::streams(fs::NodeId node) const {
  const auto place = place_of(node);
  auto streams = place.file_system.streams(place.node);
  for (auto& stream : streams) stream.node = number_of(place.part, stream.node);
  return streams;
}

std::vector<std::string> TreeFileSystem::list_xattrs(fs::NodeId node) const {
  const auto place = place_of(node);
  return place.file_system.list_xattrs(place.node);
}

std::optional<std::string> TreeFileSystem::get_xattr(fs::NodeId node, std::string_view name) const {
  const auto place = place_of(node);
  return place.file_system.get_xattr(place.node, name);
}

}  // namespace vixmount::guest
