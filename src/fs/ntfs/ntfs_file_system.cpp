#include "fs/ntfs/ntfs_file_system.hpp"

#include "base/error.hpp"
#include "fs/ntfs/content.hpp"
#include "fs/ntfs/directory.hpp"
#include "fs/ntfs/file_index.hpp"
#include "fs/ntfs/node_attribute_set.hpp"
#include "fs/ntfs/node_id.hpp"
#include "fs/ntfs/node_parent.hpp"
#include "fs/ntfs/ntfs_time.hpp"
#include "fs/ntfs/statistics.hpp"
#include "fs/ntfs/symbolic_link.hpp"
#include "fs/ntfs/xattrs.hpp"

namespace vixmount::fs::ntfs {
namespace {

constexpr std::u16string_view kDirectoryIndex = u"$I30";
constexpr auto kRootRecord = static_cast<std::uint64_t>(SystemRecord::root);

void require_file_node(NodeId id) {
  if (stream_part_of(id) != 0)
    fail(ErrorKind::not_a_directory, "node {} is a stream of MFT record {}", id, record_of(id));
}

std::uint16_t permissions_of(const Node& node) noexcept {
  switch (node.type()) {
    case NodeType::directory:
      return 0755;
    case NodeType::symbolic_link:
      return 0777;
    default:
      return node.standard().has(DosAttribute::read_only) ? 0444 : 0644;
  }
}

Attributes common_attributes(const Node& node) {
  const auto& standard = node.standard();
  Attributes out;
  out.permissions = permissions_of(node);
  out.link_count = node.link_count();
  out.generation = node.file().base().sequence();
  out.accessed = to_timestamp(standard.accessed);
  out.modified = to_timestamp(standard.modified);
  out.changed = to_timestamp(standard.record_changed);
  out.born = to_timestamp(standard.created);
  out.encrypted = node.is_encrypted();
  return out;
}

bool names_are_case_sensitive(const File& directory) {
  const auto found = directory.find(AttributeType::standard_information);
  return found && parse_standard_information(found->attribute.value()).names_are_case_sensitive();
}

}  // namespace

Statistics NtfsFileSystem::statistics() const { return count_statistics(mft_); }

NodeId NtfsFileSystem::root() const noexcept { return node_of_record(kRootRecord); }

Node NtfsFileSystem::node(NodeId id) const {
  if (stream_part_of(id) == kStaleMark)
    fail(ErrorKind::damaged,
         "the directory entry means an earlier file of MFT record {}, which another file uses now",
         record_of(id));
  return Node(File(mft_, record_of(id)));
}

File NtfsFileSystem::directory(NodeId id) const {
  require_file_node(id);
  File file(mft_, record_of(id));
  if (!file.base().is_directory())
    fail(ErrorKind::not_a_directory, "MFT record {} is not a directory", record_of(id));
  return file;
}

NamedStream NtfsFileSystem::stream(NodeId id) const {
  auto streams = named_streams(node(id));
  const auto index = stream_part_of(id) - 1;
  if (index >= streams.size())
    fail(ErrorKind::not_found, "MFT record {} has no stream {}", record_of(id), index);
  return std::move(streams[index]);
}

Attributes NtfsFileSystem::attributes(NodeId id) const {
  const auto from = node(id);
  auto out = common_attributes(from);
  out.node = id;
  if (stream_part_of(id) != 0) {
    const auto content = stream(id).data.attribute;
    out.type = NodeType::regular;
    out.permissions =
        from.standard().has(DosAttribute::read_only) && !from.is_directory() ? 0444 : 0644;
    out.link_count = 1;
    out.size = size_of(content);
    out.allocated_size = allocated_size_of(content);
    out.encrypted = content.is_encrypted();
    out.has_xattrs = false;
    out.has_streams = false;
    return out;
  }
  out.type = from.type();
  out.has_streams = from.has_streams();
  out.size = from.type() == NodeType::symbolic_link ? read_symbolic_link(from).size()
                                                    : from.content_size();
  out.allocated_size = from.allocated_size();
  if (out.type == NodeType::character_device || out.type == NodeType::block_device) {
    const auto device = from.device_numbers();
    out.device_major = device.major;
    out.device_minor = device.minor;
  }
  return out;
}

std::optional<FileReference> NtfsFileSystem::find(const File& directory,
                                                  std::string_view name) const {
  return find_name(open_index(directory, kDirectoryIndex), *system_.upcase, name,
                   names_are_case_sensitive(directory));
}

// A record that cannot be read is not stale: whoever asks for the node hears what is wrong with it.
bool NtfsFileSystem::is_stale(FileReference reference) const {
  if (reference.sequence == 0) return false;
  try {
    return mft_->record(reference.record).sequence() != reference.sequence;
  } catch (const Error&) {
    return false;
  }
}

std::optional<NodeId> NtfsFileSystem::lookup(NodeId directory_node, std::string_view name) const {
  const auto file = directory(directory_node);
  if (const auto found = find(file, name))
    return is_stale(*found) ? stale_node(found->record) : node_of_record(found->record);
  return lookup_stream(file, name);
}

std::optional<NodeId> NtfsFileSystem::lookup_stream(const File& directory,
                                                    std::string_view name) const {
  const auto parts = split_stream_name(name);
  if (!parts) return std::nullopt;
  const auto found = find(directory, parts->first);
  if (!found || is_stale(*found)) return std::nullopt;
  const auto streams = named_streams(node(node_of_record(found->record)));
  const auto index = find_stream(streams, *system_.upcase, parts->second);
  if (!index) return std::nullopt;
  return node_of_stream(found->record, *index);
}

void NtfsFileSystem::list(NodeId directory_node, std::uint64_t cookie,
                          const EntryVisitor& visit) const {
  const auto file = directory(directory_node);
  list_names(open_index(file, kDirectoryIndex), cookie, [&](const ListedName& entry) {
    DirectoryEntry out;
    out.name = entry.name;
    out.type = entry.type;
    out.next_cookie = entry.next_cookie;
    out.node = is_stale(entry.reference) ? stale_node(entry.reference.record)
                                         : node_of_record(entry.reference.record);
    return visit(out);
  });
}

NodeId NtfsFileSystem::parent(NodeId id) const {
  require_file_node(id);
  const auto from = node(id);
  if (from.type() != NodeType::symbolic_link) return node_of_record(parent_of(directory(id)));
  return node_of_record(parent_of(from.file()));
}

io::SourcePtr NtfsFileSystem::open(NodeId id) const {
  const auto from = node(id);
  if (stream_part_of(id) != 0) return open_attribute(from.file(), stream(id).data);
  if (from.is_directory())
    fail(ErrorKind::is_a_directory, "MFT record {} is a directory", record_of(id));
  if (from.type() != NodeType::regular)
    fail(ErrorKind::wrong_file_type, "MFT record {} is not a regular file", record_of(id));
  return open_content(from);
}

std::string NtfsFileSystem::read_link(NodeId link) const {
  if (stream_part_of(link) != 0)
    fail(ErrorKind::wrong_file_type, "node {} is not a symbolic link", link);
  return read_symbolic_link(node(link));
}

std::vector<Stream> NtfsFileSystem::streams(NodeId id) const {
  if (stream_part_of(id) != 0) return {};
  std::vector<Stream> out;
  auto found = named_streams(node(id));
  for (std::size_t i = 0; i < found.size(); ++i)
    out.push_back({std::move(found[i].name), node_of_stream(record_of(id), i),
                   size_of(found[i].data.attribute)});
  return out;
}

std::vector<std::string> NtfsFileSystem::list_xattrs(NodeId id) const {
  if (stream_part_of(id) != 0) return {};
  const auto from = node(id);
  const NodeAttributeSet attributes(from);
  return ntfs::list_xattrs({attributes, *system_.upcase,
                            system_.security ? &*system_.security : nullptr,
                            system_.object_ids ? &*system_.object_ids : nullptr});
}

std::optional<std::string> NtfsFileSystem::get_xattr(NodeId id, std::string_view name) const {
  if (stream_part_of(id) != 0 || !can_be_xattr(name)) return std::nullopt;
  const auto from = node(id);
  const NodeAttributeSet attributes(from);
  return ntfs::get_xattr(
      {attributes, *system_.upcase, system_.security ? &*system_.security : nullptr,
       system_.object_ids ? &*system_.object_ids : nullptr},
      name);
}

}  // namespace vixmount::fs::ntfs
