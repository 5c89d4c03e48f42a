#include "fs/iso9660/iso9660_file_system.hpp"

#include <limits>

#include "base/error.hpp"
#include "base/text.hpp"
#include "fs/iso9660/content.hpp"
#include "fs/iso9660/file_sections.hpp"
#include "fs/iso9660/timestamp.hpp"
#include "fs/posix_mode.hpp"

namespace vixmount::fs::iso9660 {
namespace {

// What Linux gives to files without Rock Ridge: anything may be a program on a disk from DOS.
constexpr std::uint16_t kPermissions = 0555;
// Directories that are as quickly read as looked up.
constexpr std::uint64_t kSmallDirectory = 16 * 1024;
constexpr std::uint64_t kStatBlock = 512;

// Joliet's names are found whatever their case.
std::uint32_t hash_of(std::string_view name) { return hash_of_name(to_lower_ascii(name)); }

void set_times(Attributes& out, const layout::DirectoryRecord& fields, const RockRidge& more) {
  const auto recorded = short_time(std::span(fields.recorded));
  out.modified = more.modified.value_or(recorded);
  out.accessed = more.accessed.value_or(recorded);
  // Some makers put the time of the last change where that of the creation belongs; Linux takes it
  // when there is no other.
  out.changed = more.changed ? *more.changed : more.created.value_or(recorded);
  out.born = more.created;
}

// By the standard, the low half has all where a device number has 32 bits; the two uses are told
// apart as Linux does. Numbers above 255 are in there as glibc's makedev() puts them, which Linux
// does not know of.
void set_device(Attributes& out, const layout::DeviceNumber& device) {
  const std::uint32_t high = device.high.little;
  const std::uint32_t low = device.low.little;
  const bool is_all_in_low = high == 0 && low > 0xFF;
  out.device_major = is_all_in_low ? low >> 8 & 0xFFF : high;
  out.device_minor = is_all_in_low ? (low & 0xFF) | (low >> 12 & 0xFFF00) : low;
}

}  // namespace

Statistics Iso9660FileSystem::statistics() const {
  Statistics out;
  out.block_size = volume_.block_size();
  out.total_blocks = volume_.block_count();
  return out;
}

Iso9660FileSystem::Node Iso9660FileSystem::node_at(NodeId node) const {
  MetadataCursor cursor(volume_.cache());
  if (node >= volume_.source()->size()) fail(ErrorKind::not_found, "no file is at byte {}", node);
  const auto record = read_record(cursor, node);
  const bool is_directory = record && record->has(layout::kDirectory);
  if (!record || record->is_parent() || is_directory != record->is_self())
    fail(ErrorKind::not_found, "no file's directory record is at byte {}", node);
  Node out{record->fields, volume_.rock_ridge(*record),
           is_directory ? NodeType::directory : NodeType::regular};
  if (!out.more.attributes) {
    out.more.require_whole();
    return out;
  }
  const std::uint32_t mode = out.more.attributes->mode.little;
  const auto type = node_type_of(mode);
  if (type == NodeType::unknown) return out;
  if ((type == NodeType::directory) != is_directory)
    fail_at(node, "Rock Ridge's mode {:o} is not that of a {}", mode,
            is_directory ? "directory" : "file");
  out.type = type;
  return out;
}

Attributes Iso9660FileSystem::attributes(NodeId node) const {
  const auto found = node_at(node);
  Attributes out;
  out.node = node;
  out.type = found.type;
  out.permissions = kPermissions;
  out.link_count = 1;
  out.has_xattrs = false;
  out.has_streams = false;
  if (const auto& posix = found.more.attributes) {
    out.permissions = static_cast<std::uint16_t>(posix->mode.little & 07777U);
    out.link_count = posix->links.little;
    out.owner = posix->user.little;
    out.group = posix->group.little;
  }
  set_times(out, found.fields, found.more);
  if (found.more.device) set_device(out, *found.more.device);
  if (found.type == NodeType::directory) {
    out.size = out.allocated_size = found.fields.size.little;
  } else {
    const auto sections = read_sections(volume_, node);
    out.size = content_size(sections, found.more);
    out.allocated_size = sections.size;
  }
  out.allocated_size = divide_rounding_up(out.allocated_size, kStatBlock) * kStatBlock;
  if (found.type == NodeType::symbolic_link)
    out.size = found.more.link ? found.more.link->target().size() : 0;
  return out;
}

Directory Iso9660FileSystem::directory_at(NodeId node) const {
  if (node_at(node).type != NodeType::directory)
    fail(ErrorKind::not_a_directory, "the file at byte {} is not a directory", node);
  return find_directory(volume_, node);
}

// Joliet's names are Windows' names.
bool Iso9660FileSystem::is_name(std::string_view stored, std::string_view wanted) const noexcept {
  return volume_.names() == Names::joliet ? equals_ignoring_ascii_case(stored, wanted)
                                          : stored == wanted;
}

std::optional<NodeId> Iso9660FileSystem::lookup_from(const Directory& directory,
                                                     std::uint64_t offset, bool only_there,
                                                     std::string_view name) const {
  std::optional<NodeId> node;
  scan_entries(volume_, directory, offset, [&](const NamedEntry& found) {
    if (is_name(found.name, name)) node = found.node;
    return !node && !only_there;
  });
  return node;
}

std::optional<NodeId> Iso9660FileSystem::lookup(NodeId directory, std::string_view name) const {
  const auto where = directory_at(directory);
  if (where.records.length() <= kSmallDirectory) return lookup_from(where, 0, false, name);
  const auto fill = [&](const NameIndex::Add& add) {
    scan_entries(volume_, where, 0, [&](const NamedEntry& found) {
      return add(hash_of(found.name), static_cast<std::uint32_t>(found.begin));
    });
  };
  return names_.find(directory, hash_of(name), fill, [&](std::uint32_t offset, bool only_there) {
    return lookup_from(where, offset, only_there, name);
  });
}

void Iso9660FileSystem::list(NodeId directory, std::uint64_t cookie,
                             const EntryVisitor& visit) const {
  const auto damage =
      scan_entries(volume_, directory_at(directory), cookie, [&](const NamedEntry& found) {
        DirectoryEntry out;
        out.name = found.name;
        out.node = found.node;
        out.type = found.type;
        out.next_cookie = found.end;
        return visit(out);
      });
  if (damage) throw *damage;
}

NodeId Iso9660FileSystem::parent(NodeId node) const {
  directory_at(node);
  return node == root() ? node : find_parent(volume_, node);
}

io::SourcePtr Iso9660FileSystem::open(NodeId file) const {
  const auto found = node_at(file);
  if (found.type == NodeType::directory)
    fail(ErrorKind::is_a_directory, "the file at byte {} is a directory", file);
  if (found.type != NodeType::regular)
    fail(ErrorKind::wrong_file_type, "the file at byte {} is not a regular one", file);
  found.more.require_whole();
  return open_content(volume_, read_sections(volume_, file), found.more);
}

std::string Iso9660FileSystem::read_link(NodeId link) const {
  const auto found = node_at(link);
  if (found.type != NodeType::symbolic_link)
    fail(ErrorKind::wrong_file_type, "the file at byte {} is not a symbolic link", link);
  found.more.require_whole();
  if (!found.more.link) fail_at(link, "a symbolic link without a target");
  if (found.more.link->has_unknown_component())
    fail(ErrorKind::unsupported, "the symbolic link at byte {} names its host or volume", link);
  return found.more.link->target();
}

}  // namespace vixmount::fs::iso9660
