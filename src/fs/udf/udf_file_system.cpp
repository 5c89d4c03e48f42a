#include "fs/udf/udf_file_system.hpp"

#include "base/error.hpp"
#include "fs/udf/extended_attributes.hpp"
#include "fs/udf/statistics.hpp"
#include "fs/udf/symbolic_link.hpp"
#include "fs/udf/timestamp.hpp"

namespace vixmount::fs::udf {
namespace {

constexpr std::size_t kListingWindow = 64 * 1024;
constexpr std::size_t kLookupWindow = 2 * 1024;
constexpr std::uint64_t kSlotBytes = 4;  // entries are aligned to this
// Directories of fewer bytes are as quickly read as indexed.
constexpr std::uint64_t kIndexedBytes = 32 * 1024;
constexpr std::uint32_t kNobody = 65534;
constexpr std::uint32_t kNoId = 0xFFFFFFFF;
constexpr std::size_t kMostStreams = 4096;

NodeId node_at(Location place) noexcept {
  return (std::uint64_t{place.partition} + 1) << 32 | place.block;
}

Location place_of(NodeId node) {
  const auto partition = (node >> 32) - 1;
  if (partition > 0xFFFF) fail(ErrorKind::not_found, "there is no node {}", node);
  return {static_cast<std::uint16_t>(partition), static_cast<std::uint32_t>(node)};
}

std::uint32_t id_of(std::uint32_t stored) noexcept { return stored == kNoId ? kNobody : stored; }

}  // namespace

UdfFileSystem::UdfFileSystem(LogicalVolumePtr volume, const Options& options, FileSystemInfo info)
    : volume_(std::move(volume)), options_(options), info_(std::move(info)) {}

NodeId UdfFileSystem::root() const noexcept { return node_at(volume_->root()); }

Statistics UdfFileSystem::statistics() const { return count_statistics(*volume_); }

FileEntry UdfFileSystem::entry(NodeId node) const {
  const auto place = place_of(node);
  if (place.partition >= volume_->partitions().size())
    fail(ErrorKind::not_found, "there is no node {}", node);
  const auto what = fmt::format("file entry {} of partition {}", place.block, place.partition);
  return with_context(
      what, [&] { return read_file_entry(volume_->blocks(), volume_->partitions(), place); });
}

FileEntry UdfFileSystem::directory_entry(NodeId node) const {
  auto found = entry(node);
  if (!found.is_directory())
    fail(ErrorKind::not_a_directory, "the file entry at byte {} is not a directory's",
         found.position);
  return found;
}

io::SourcePtr UdfFileSystem::content_of(const FileEntry& entry) const {
  return open_content(volume_->blocks(), volume_->partitions(), volume_, entry);
}

std::string UdfFileSystem::target_of(const FileEntry& entry) const {
  if (entry.size > kMostLinkBytes)
    fail_at(entry.position, "a symbolic link of {} bytes", entry.size);
  const auto bytes = io::read_bytes(*content_of(entry), 0, entry.size);
  return link_target(BytesView(bytes));
}

Attributes UdfFileSystem::attributes(NodeId node) const {
  const auto from = entry(node);
  Attributes out;
  out.node = node;
  out.type = node_type_of(from.file_type);
  if (out.type == NodeType::unknown)
    fail_at(from.position, "a file of the unknown type {}", from.file_type);
  out.permissions = mode_of(from);
  out.owner = id_of(from.owner);
  out.group = id_of(from.group);
  // Linux counts a directory's own entry, which UDF has not.
  out.link_count = from.link_count + (from.is_directory() ? 1U : 0U);
  if (out.link_count == 0) out.link_count = 1;
  out.size = out.type == NodeType::symbolic_link ? target_of(from).size() : from.size;
  out.allocated_size = from.blocks_recorded * volume_->blocks().size;
  out.accessed = to_timestamp(from.accessed);
  out.modified = to_timestamp(from.modified);
  out.changed = to_timestamp(from.changed);
  if (const auto created = creation_time(from)) out.born = to_timestamp(*created);
  out.has_xattrs = false;
  out.has_streams = from.streams.has_value();
  if (out.type != NodeType::block_device && out.type != NodeType::character_device) return out;
  const auto device = device_number(from);
  if (!device) fail_at(from.position, "a device without its numbers");
  out.device_major = device->major;
  out.device_minor = device->minor;
  return out;
}

bool UdfFileSystem::is_shown(const NamedEntry& found) const noexcept {
  return !found.is_parent() && !found.is_deleted() && !(found.is_hidden() && !options_.show_hidden);
}

std::optional<NodeId> UdfFileSystem::find_from(const FileEntry& directory, std::uint64_t position,
                                               bool only_there, std::string_view name) const {
  std::optional<NodeId> node;
  scan_entries(*volume_, directory, position, only_there ? kLookupWindow : kListingWindow,
               [&](const NamedEntry& found) {
                 if (is_shown(found) && found.name == name) node = node_at(found.icb);
                 return !node && !only_there;
               });
  return node;
}

std::optional<NodeId> UdfFileSystem::find(NodeId directory, std::string_view name) const {
  const auto from = directory_entry(directory);
  if (name.empty()) return std::nullopt;
  if (from.size < kIndexedBytes) return find_from(from, 0, false, name);
  const auto fill = [&](const NameIndex::Add& add) {
    scan_entries(*volume_, from, 0, kListingWindow, [&](const NamedEntry& found) {
      return !is_shown(found) ||
             add(hash_of_name(found.name), static_cast<std::uint32_t>(found.position / kSlotBytes));
    });
  };
  const auto find_at = [&](std::uint32_t slot, bool only_there) {
    return find_from(from, slot * kSlotBytes, only_there, name);
  };
  return names_.find(directory, hash_of_name(name), fill, find_at);
}

std::optional<NodeId> UdfFileSystem::find_stream(NodeId directory, std::string_view name) const {
  const auto colon = name.rfind(':');
  if (colon == std::string_view::npos) return std::nullopt;
  const auto node = find(directory, name.substr(0, colon));
  if (!node) return std::nullopt;
  for (const auto& stream : streams(*node))
    if (stream.name == name.substr(colon + 1)) return stream.node;
  return std::nullopt;
}

std::optional<NodeId> UdfFileSystem::lookup(NodeId directory, std::string_view name) const {
  if (const auto found = find(directory, name)) return found;
  return find_stream(directory, name);
}

void UdfFileSystem::list(NodeId directory, std::uint64_t cookie, const EntryVisitor& visit) const {
  const auto from = directory_entry(directory);
  std::optional<Error> damage;
  bool stopped = false;
  scan_entries(*volume_, from, cookie, kListingWindow, [&](const NamedEntry& found) {
    if (!is_shown(found)) return true;
    if (found.name.empty()) {
      if (!damage)
        damage.emplace(ErrorKind::damaged,
                       fmt::format("a name that is empty or of an unknown encoding is in the "
                                   "directory at byte {}",
                                   from.position),
                       from.position);
      return true;
    }
    DirectoryEntry out;
    out.name = found.name;
    out.node = node_at(found.icb);
    out.type = found.is_directory() ? NodeType::directory : NodeType::unknown;
    out.next_cookie = found.next;
    stopped = !visit(out);
    return !stopped;
  });
  if (damage && !stopped) throw *damage;
}

NodeId UdfFileSystem::parent(NodeId node) const {
  if (node == root()) return node;
  const auto from = directory_entry(node);
  NodeId above = 0;
  scan_entries(*volume_, from, 0, kLookupWindow, [&](const NamedEntry& found) {
    if (found.is_parent()) above = node_at(found.icb);
    return above == 0;
  });
  if (above == 0) fail_at(from.position, "the directory does not name its parent");
  return above;
}

io::SourcePtr UdfFileSystem::open(NodeId file) const {
  const auto from = entry(file);
  if (from.is_directory())
    fail(ErrorKind::is_a_directory, "the file entry at byte {} is a directory's", from.position);
  if (node_type_of(from.file_type) != NodeType::regular)
    fail(ErrorKind::wrong_file_type, "the file entry at byte {} is not a regular file's",
         from.position);
  return content_of(from);
}

std::string UdfFileSystem::read_link(NodeId link) const {
  const auto from = entry(link);
  if (from.file_type != kSymbolicLink)
    fail(ErrorKind::wrong_file_type, "the file entry at byte {} is not a symbolic link's",
         from.position);
  return target_of(from);
}

std::vector<Stream> UdfFileSystem::streams(NodeId node) const {
  std::vector<Stream> out;
  const auto from = entry(node);
  if (!from.streams) return out;
  const auto directory = directory_entry(node_at(*from.streams));
  scan_entries(*volume_, directory, 0, kLookupWindow, [&](const NamedEntry& found) {
    if (found.is_parent() || found.is_deleted() || found.name.empty() ||
        (found.characteristics & layout::kMetadataStream) != 0)
      return true;
    if (out.size() == kMostStreams)
      fail(ErrorKind::limit_exceeded, "a file with more than {} streams", kMostStreams);
    const auto stream = node_at(found.icb);
    out.push_back({found.name, stream, entry(stream).size});
    return true;
  });
  return out;
}

}  // namespace vixmount::fs::udf
