#include "fs/xfs/xfs_file_system.hpp"

#include "base/error.hpp"
#include "fs/xfs/device_number.hpp"
#include "fs/xfs/directory.hpp"
#include "fs/xfs/file_data.hpp"
#include "fs/xfs/statistics.hpp"
#include "fs/xfs/symbolic_link.hpp"
#include "fs/xfs/xattr.hpp"

namespace vixmount::fs::xfs {
namespace {

// Quota files and those of realtime devices.
bool is_internal(const Superblock& superblock, std::uint64_t number) noexcept {
  const auto& raw = superblock.raw;
  return number == raw.realtime_bitmap_inode || number == raw.realtime_summary_inode ||
         number == raw.user_quota_inode || number == raw.group_quota_inode ||
         (superblock.version == 5 && number == raw.project_quota_inode);
}

}  // namespace

Inode XfsFileSystem::inode(NodeId node) const {
  if (is_internal(blocks_->superblock(), node))
    fail(ErrorKind::not_found, "inode {} is kept by the file system for itself", node);
  auto found = read_inode(*blocks_, node);
  if (found.mode == 0) fail(ErrorKind::not_found, "inode {} is not in use", node);
  return found;
}

Inode XfsFileSystem::directory(NodeId node) const {
  auto found = inode(node);
  if (found.type() != NodeType::directory)
    fail(ErrorKind::not_a_directory, "inode {} is not a directory", node);
  return found;
}

Statistics XfsFileSystem::statistics() const { return count_statistics(*blocks_); }

Attributes XfsFileSystem::attributes(NodeId node) const {
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
  out.allocated_size = from.block_count * blocks_->block_size();
  out.accessed = from.accessed;
  out.modified = from.modified;
  out.changed = from.changed;
  out.born = from.born;
  out.has_xattrs = from.attributes.has_value();
  out.has_streams = false;
  if (out.type == NodeType::character_device || out.type == NodeType::block_device) {
    const auto device = device_number(from);
    out.device_major = device.major;
    out.device_minor = device.minor;
  }
  return out;
}

std::optional<NodeId> XfsFileSystem::lookup(NodeId directory_node, std::string_view name) const {
  return find_in_directory(*blocks_, directory(directory_node), name);
}

void XfsFileSystem::list(NodeId directory_node, std::uint64_t cookie,
                         const EntryVisitor& visit) const {
  list_directory(*blocks_, directory(directory_node), cookie, visit);
}

NodeId XfsFileSystem::parent(NodeId directory_node) const {
  return parent_of_directory(*blocks_, directory(directory_node));
}

io::SourcePtr XfsFileSystem::open(NodeId file) const {
  const auto found = inode(file);
  const auto type = found.type();
  if (type == NodeType::directory) fail(ErrorKind::is_a_directory, "inode {} is a directory", file);
  if (type != NodeType::regular)
    fail(ErrorKind::wrong_file_type, "inode {} is not a regular file", file);
  return open_file_data(blocks_, found);
}

std::string XfsFileSystem::read_link(NodeId link) const {
  return read_symbolic_link(*blocks_, inode(link));
}

std::vector<std::string> XfsFileSystem::list_xattrs(NodeId node) const {
  return xfs::list_xattrs(*blocks_, inode(node));
}

std::optional<std::string> XfsFileSystem::get_xattr(NodeId node, std::string_view name) const {
  return xfs::get_xattr(*blocks_, inode(node), name);
}

}  // namespace vixmount::fs::xfs
