#include "fs/ufs/ufs_file_system.hpp"

#include "base/checked.hpp"
#include "base/error.hpp"
#include "fs/ufs/device_number.hpp"
#include "fs/ufs/directory.hpp"
#include "fs/ufs/file_data.hpp"
#include "fs/ufs/statistics.hpp"
#include "fs/ufs/symbolic_link.hpp"
#include "fs/ufs/xattr.hpp"

namespace vixmount::fs::ufs {

Inode UfsFileSystem::directory(NodeId node) const {
  auto found = read_inode(*volume_, node);
  if (found.type() != NodeType::directory)
    fail(ErrorKind::not_a_directory, "inode {} is not a directory", node);
  return found;
}

Statistics UfsFileSystem::statistics() const { return count_statistics(volume_->superblock()); }

Attributes UfsFileSystem::attributes(NodeId node) const {
  constexpr std::uint64_t kSectorBytes = 512;
  const auto from = read_inode(*volume_, node);
  Attributes out;
  out.node = node;
  out.type = from.type();
  out.permissions = from.mode & 07777;
  out.owner = from.owner;
  out.group = from.group;
  out.link_count = from.link_count;
  out.generation = from.generation;
  out.size = from.size;
  out.allocated_size = checked_multiply(from.sectors, kSectorBytes, "allocated size");
  out.accessed = from.accessed;
  out.modified = from.modified;
  out.changed = from.changed;
  out.born = from.born;
  out.has_xattrs = from.attributes_size != 0;
  out.has_streams = false;
  if (out.type == NodeType::character_device || out.type == NodeType::block_device) {
    const auto device = device_number(volume_->superblock(), from);
    out.device_major = device.major;
    out.device_minor = device.minor;
  }
  return out;
}

std::optional<NodeId> UfsFileSystem::lookup(NodeId directory_node, std::string_view name) const {
  return find_in_directory(*volume_, directory(directory_node), name, names_);
}

void UfsFileSystem::list(NodeId directory_node, std::uint64_t cookie,
                         const EntryVisitor& visit) const {
  list_directory(*volume_, directory(directory_node), cookie, visit);
}

NodeId UfsFileSystem::parent(NodeId directory_node) const {
  return parent_of_directory(*volume_, directory(directory_node));
}

io::SourcePtr UfsFileSystem::open(NodeId file) const {
  const auto found = read_inode(*volume_, file);
  const auto type = found.type();
  if (type == NodeType::directory) fail(ErrorKind::is_a_directory, "inode {} is a directory", file);
  if (type != NodeType::regular)
    fail(ErrorKind::wrong_file_type, "inode {} is not a regular file", file);
  return open_data(volume_, found);
}

std::string UfsFileSystem::read_link(NodeId link) const {
  return read_symbolic_link(volume_, read_inode(*volume_, link));
}

std::vector<std::string> UfsFileSystem::list_xattrs(NodeId node) const {
  return ufs::list_xattrs(*volume_, read_inode(*volume_, node));
}

std::optional<std::string> UfsFileSystem::get_xattr(NodeId node, std::string_view name) const {
  return ufs::get_xattr(*volume_, read_inode(*volume_, node), name);
}

}  // namespace vixmount::fs::ufs
