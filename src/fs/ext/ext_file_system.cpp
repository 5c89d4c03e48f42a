#include "fs/ext/ext_file_system.hpp"

#include <limits>

#include "base/checked.hpp"
#include "base/error.hpp"
#include "fs/ext/device_number.hpp"
#include "fs/ext/directory.hpp"
#include "fs/ext/inline_data.hpp"
#include "fs/ext/statistics.hpp"
#include "fs/ext/symbolic_link.hpp"
#include "fs/ext/xattr.hpp"
#include "io/sources.hpp"

namespace vixmount::fs::ext {
namespace {

// Inodes that belong to the file system itself: journal, resize, quota files ...
bool is_internal(const Superblock& superblock, std::uint32_t number) noexcept {
  if (number < superblock.first_free_inode) return number != kRootInode;
  const auto& raw = superblock.raw;
  const bool has_quota_fields = raw.revision != 0;
  return has_quota_fields &&
         (number == raw.user_quota_inode || number == raw.group_quota_inode ||
          number == raw.project_quota_inode ||
          (superblock.has(Compat::orphan_file) && number == raw.orphan_file_inode));
}

}  // namespace

Inode ExtFileSystem::inode(NodeId node) const {
  if (node > std::numeric_limits<std::uint32_t>::max())
    fail(ErrorKind::not_found, "there is no inode {}", node);
  const auto number = static_cast<std::uint32_t>(node);
  if (is_internal(blocks_->superblock(), number))
    fail(ErrorKind::not_found, "inode {} is kept by the file system for itself", number);
  auto found = read_inode(*blocks_, number);
  if (found.mode == 0 && found.link_count == 0)
    fail(ErrorKind::not_found, "inode {} is not in use", number);
  return found;
}

Inode ExtFileSystem::directory(NodeId node) const {
  auto found = inode(node);
  if (found.type() != NodeType::directory)
    fail(ErrorKind::not_a_directory, "inode {} is not a directory", node);
  return found;
}

Statistics ExtFileSystem::statistics() const { return count_statistics(*blocks_); }

Attributes ExtFileSystem::attributes(NodeId node) const {
  const auto from = inode(node);
  Attributes out;
  out.node = node;
  out.type = from.type();
  out.permissions = from.mode & 07777;
  out.owner = from.owner;
  out.group = from.group;
  out.link_count = from.link_count;
  out.generation = from.generation;
  out.size = from.size;
  out.allocated_size = from.allocated_size;
  // Linux counts inline content of files as if it filled sectors.
  if (out.type == NodeType::regular && from.has(InodeFlag::inline_data))
    out.allocated_size += divide_rounding_up(from.size, 512) * 512;
  out.accessed = from.accessed;
  out.modified = from.modified;
  out.changed = from.changed;
  out.born = from.born;
  out.encrypted = from.has(InodeFlag::encrypted);
  out.has_xattrs = from.has_inline_xattrs || from.xattr_block != 0;
  out.has_streams = false;
  if (out.type == NodeType::character_device || out.type == NodeType::block_device) {
    const auto device = device_number(from);
    out.device_major = device.major;
    out.device_minor = device.minor;
  }
  return out;
}

std::optional<NodeId> ExtFileSystem::lookup(NodeId directory_node, std::string_view name) const {
  return find_in_directory(blocks_, directory(directory_node), name);
}

void ExtFileSystem::list(NodeId directory_node, std::uint64_t cookie,
                         const EntryVisitor& visit) const {
  list_directory(blocks_, directory(directory_node), cookie, visit);
}

NodeId ExtFileSystem::parent(NodeId directory_node) const {
  return parent_of_directory(blocks_, directory(directory_node));
}

io::SourcePtr ExtFileSystem::open(NodeId file) const {
  const auto found = inode(file);
  const auto type = found.type();
  if (type == NodeType::directory) fail(ErrorKind::is_a_directory, "inode {} is a directory", file);
  if (type != NodeType::regular)
    fail(ErrorKind::wrong_file_type, "inode {} is not a regular file", file);
  if (found.has(InodeFlag::encrypted))
    fail(ErrorKind::encrypted, "the content of inode {} is encrypted by its file system", file);
  if (found.has(InodeFlag::inline_data)) {
    const auto content = read_inline_content(blocks_, found);
    const auto bytes = as_bytes(content);
    return std::make_shared<io::MemorySource>(std::vector<std::byte>(bytes.begin(), bytes.end()));
  }
  return open_block_data(blocks_, found, found.size);
}

std::string ExtFileSystem::read_link(NodeId link) const {
  return read_symbolic_link(blocks_, inode(link));
}

std::vector<std::string> ExtFileSystem::list_xattrs(NodeId node) const {
  return ext::list_xattrs(blocks_, inode(node));
}

std::optional<std::string> ExtFileSystem::get_xattr(NodeId node, std::string_view name) const {
  return ext::get_xattr(blocks_, inode(node), name);
}

}  // namespace vixmount::fs::ext
