#include "fs/hfsplus/hfsplus_file_system.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "base/text.hpp"
#include "fs/hfsplus/attribute.hpp"
#include "fs/hfsplus/device_number.hpp"
#include "fs/hfsplus/name.hpp"
#include "fs/hfsplus/timestamp.hpp"
#include "fs/hfsplus/xattr.hpp"

namespace vixmount::fs::hfsplus {
namespace {

constexpr std::string_view kStreamName = "rsrc";
constexpr std::string_view kStreamSuffix = ":rsrc";
// Linux follows no longer ones (PATH_MAX).
constexpr std::uint64_t kLongestTarget = 4096;
// Files that no program gave a mode: as Linux shows them.
constexpr std::uint16_t kDefaultFileMode = 0644, kDefaultFolderMode = 0755;

bool is_stream(NodeId node) noexcept {
  return (node & HfsPlusFileSystem::kResourceFork) != 0;
}

std::uint64_t cookie_of(const CatalogEntry& entry) noexcept {
  return std::uint64_t{entry.node} << 16 | entry.index;
}

// Names that would lead out of their folder.
bool is_showable(std::string_view name) noexcept { return name != "." && name != ".."; }

bool is_ascii(std::string_view name) noexcept {
  return std::all_of(name.begin(), name.end(),
                     [](char c) { return static_cast<signed char>(c) >= 0; });
}

}  // namespace

HfsPlusFileSystem::HfsPlusFileSystem(VolumePtr volume, FileSystemInfo info)
    : volume_(std::move(volume)),
      info_(std::move(info)),
      links_(HardLinks::find(volume_->catalog())) {}

Statistics HfsPlusFileSystem::statistics() const {
  const auto& raw = volume_->header().raw;
  Statistics out;
  out.block_size = raw.block_size;
  out.total_blocks = raw.total_blocks;
  out.free_blocks = out.available_blocks = raw.free_blocks;
  // Numbers of files are not used up: Linux tells all that there are.
  out.total_nodes = UINT32_MAX;
  out.free_nodes = UINT32_MAX - raw.next_file_id;
  out.longest_name = layout::kLongestName;
  return out;
}

CatalogEntry HfsPlusFileSystem::entry(NodeId node) const {
  const auto id = node & ~kResourceFork;
  if (id > UINT32_MAX) fail(ErrorKind::not_found, "there is no node {}", node);
  const auto found = find_by_id(volume_->catalog(), static_cast<std::uint32_t>(id));
  return links_.is_link(found) ? links_.target_of(volume_->catalog(), found) : found;
}

CatalogEntry HfsPlusFileSystem::folder(NodeId node) const {
  auto found = entry(node);
  if (!found.is_folder || is_stream(node))
    fail(ErrorKind::not_a_directory, "node {} is not a directory", node);
  return found;
}

CatalogEntry HfsPlusFileSystem::followed(const CatalogEntry& found) const {
  if (links_.is_link(found)) return links_.target_of(volume_->catalog(), found);
  if (found.is_folder) {
    const auto place = find_place(volume_->catalog(), found.id());
    if (!place || place->parent != found.parent || place->name != found.name)
      fail_at(found.position, "folder {} is also somewhere else by its own record", found.id());
  }
  return found;
}

Attributes HfsPlusFileSystem::attributes_of(const CatalogEntry& from) const {
  const auto& common = from.common();
  const auto& permissions = common.permissions;
  const std::uint32_t special = permissions.special;
  Attributes out;
  out.node = from.id();
  out.type = from.type();
  out.permissions = permissions.mode & 07777;
  if (permissions.mode == 0)
    out.permissions = from.is_folder ? kDefaultFolderMode : kDefaultFileMode;
  out.owner = permissions.owner;
  out.group = permissions.group;
  out.link_count = 1;
  const bool expanded = volume_->header().has(layout::kExpandedTimes);
  out.accessed = to_timestamp(common.accessed, expanded);
  out.modified = to_timestamp(common.content_modified, expanded);
  out.changed = to_timestamp(common.attributes_modified, expanded);
  if (common.created != 0) out.born = to_timestamp(common.created, expanded);
  switch (out.type) {
    case NodeType::directory:
      out.size = 2 + std::uint64_t{common.valence};  // as Linux
      break;
    case NodeType::regular:
      if (special != 0) out.link_count = special;
      [[fallthrough]];
    case NodeType::symbolic_link:
      out.size = from.raw.data.size;
      out.allocated_size = volume_->block_size() * (std::uint64_t{from.raw.data.block_count} +
                                                    from.raw.resource.block_count);
      break;
    case NodeType::character_device:
    case NodeType::block_device: {
      const auto device = device_number(volume_->header().raw.last_mounted_version, special);
      out.device_major = device.major;
      out.device_minor = device.minor;
      break;
    }
    case NodeType::unknown:
      fail_at(from.position, "file {} has the mode {:o}", from.id(), permissions.mode.value());
    default:
      break;
  }
  return out;
}

Attributes HfsPlusFileSystem::attributes(NodeId node) const {
  const auto from = entry(node);
  auto out = attributes_of(from);
  if (is_stream(node)) {
    if (out.type != NodeType::regular || from.raw.resource.size == 0)
      fail(ErrorKind::not_found, "file {} has no resource fork", from.id());
    out.node = from.id() | kResourceFork;
    out.size = from.raw.resource.size;
    out.has_streams = out.has_xattrs = false;
    return out;
  }
  if (const auto compression = find_compression(volume_, from)) out.size = compression->size;
  out.has_streams = out.type == NodeType::regular && from.raw.resource.size != 0;
  return out;
}

std::optional<CatalogEntry> HfsPlusFileSystem::find_shown(std::uint32_t folder,
                                                          std::string_view name) const {
  for (const auto& stored : {stored_name(name), stored_as_is(name), stored_with_colons(name)})
    if (stored)
      if (auto found = find_entry(volume_->catalog(), folder, *stored)) return found;
  if (is_ascii(name)) return std::nullopt;
  // Names that were stored in another form than Apple's are found by what is shown of them.
  std::optional<CatalogEntry> found;
  visit_entries(volume_->catalog(), folder, 0, 0, [&](const CatalogEntry& entry) {
    if (shown_name(entry.name) == name) found = entry;
    return !found;
  });
  return found;
}

std::optional<NodeId> HfsPlusFileSystem::lookup(NodeId directory, std::string_view name) const {
  const auto holder = folder(directory).id();
  if (const auto found = find_shown(holder, name)) {
    if (links_.hides(*found)) return std::nullopt;
    return followed(*found).id();
  }
  if (!name.ends_with(kStreamSuffix)) return std::nullopt;
  name.remove_suffix(kStreamSuffix.size());
  const auto found = find_shown(holder, name);
  if (!found || links_.hides(*found)) return std::nullopt;
  for (const auto& stream : streams(followed(*found).id())) return stream.node;
  return std::nullopt;
}

void HfsPlusFileSystem::list(NodeId directory, std::uint64_t cookie,
                             const EntryVisitor& visit) const {
  if (cookie >> 48 != 0) return;
  const auto holder = folder(directory).id();
  visit_entries(
      volume_->catalog(), holder, static_cast<std::uint32_t>(cookie >> 16), cookie & 0xFFFF,
      [&](const CatalogEntry& found) {
        if (links_.hides(found)) return true;
        const auto name = shown_name(found.name);
        if (!is_showable(name)) fail_at(found.position, "a file of the name \"{}\"", name);
        const auto real = followed(found);
        return visit({name, real.id(), real.type(), cookie_of(found)});
      });
}

NodeId HfsPlusFileSystem::parent(NodeId node) const {
  if (node == root()) return node;
  const auto found = entry(node);
  if (!links_.is_linked_folder(found)) return found.parent;
  // Of the first link to it: macOS notes that as a decimal number.
  const auto first = find_attribute(volume_, found.id(), u"com.apple.system.hfs.firstlink");
  if (!first || first->size == 0 || first->size > 16) return root();
  std::string digits(first->size, '\0');
  first->value->read(0, std::as_writable_bytes(std::span(digits)));
  const auto number = parse_unsigned(digits.substr(0, digits.find('\0')));
  if (!number || *number > UINT32_MAX) return root();
  const auto place = find_place(volume_->catalog(), static_cast<std::uint32_t>(*number));
  return place ? place->parent : root();
}

io::SourcePtr HfsPlusFileSystem::open_resource(const CatalogEntry& file) const {
  return open_file_fork(volume_, file.raw.resource, file.resource_position(), file.id(),
                        ForkKind::resource);
}

io::SourcePtr HfsPlusFileSystem::open_data(const CatalogEntry& file) const {
  return open_file_fork(volume_, file.raw.data, file.data_position(), file.id(), ForkKind::data);
}

io::SourcePtr HfsPlusFileSystem::open(NodeId node) const {
  const auto file = entry(node);
  const auto type = file.type();
  if (type == NodeType::directory) fail(ErrorKind::is_a_directory, "node {} is a directory", node);
  if (type != NodeType::regular)
    fail(ErrorKind::wrong_file_type, "node {} is not a regular file", node);
  if (is_stream(node)) return open_resource(file);
  if (const auto compression = find_compression(volume_, file))
    return open_compressed(*compression, open_resource(file));
  return open_data(file);
}

std::string HfsPlusFileSystem::read_link(NodeId node) const {
  const auto link = entry(node);
  if (link.type() != NodeType::symbolic_link)
    fail(ErrorKind::wrong_file_type, "node {} is not a symbolic link", node);
  if (link.raw.data.size > kLongestTarget)
    fail_at(link.data_position(), "a symbolic link of {} bytes", link.raw.data.size.value());
  std::string target(link.raw.data.size, '\0');
  open_data(link)->read(0, std::as_writable_bytes(std::span(target)));
  return target.substr(0, target.find('\0'));
}

std::vector<Stream> HfsPlusFileSystem::streams(NodeId node) const {
  if (is_stream(node)) return {};
  const auto file = entry(node);
  // That of a compressed file holds its content.
  if (file.type() != NodeType::regular || file.raw.resource.size == 0 ||
      find_compression(volume_, file))
    return {};
  return {{std::string(kStreamName), file.id() | kResourceFork, file.raw.resource.size}};
}

std::vector<std::string> HfsPlusFileSystem::list_xattrs(NodeId node) const {
  if (is_stream(node)) return {};
  const auto from = entry(node);
  return hfsplus::list_xattrs(volume_, from, find_compression(volume_, from).has_value());
}

std::optional<std::string> HfsPlusFileSystem::get_xattr(NodeId node, std::string_view name) const {
  if (is_stream(node)) return std::nullopt;
  const auto from = entry(node);
  return hfsplus::get_xattr(volume_, from, find_compression(volume_, from).has_value(), name);
}

}  // namespace vixmount::fs::hfsplus
