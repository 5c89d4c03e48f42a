#include "fs/btrfs/btrfs_file_system.hpp"

#include <utility>

#include "base/checked.hpp"
#include "base/error.hpp"
#include "fs/btrfs/file_data.hpp"
#include "fs/btrfs/statistics.hpp"
#include "fs/btrfs/xattr.hpp"

namespace vixmount::fs::btrfs {
namespace {

constexpr std::uint64_t kLongestTarget = 4095;  // PATH_MAX without its zero byte
// The kernel's form of device numbers.
constexpr unsigned kMinorBits = 20;

bool is_index_of(const Items& items, std::uint64_t directory) {
  return !items.at_end() && items.key().objectid == directory &&
         items.key().type == ItemType::dir_index;
}

}  // namespace

BtrfsFileSystem::BtrfsFileSystem(std::shared_ptr<const Volume> volume, std::uint64_t subvolume)
    : volume_(std::move(volume)) {
  const auto found = volume_->subvolumes.get(subvolume);
  root_ = InodeNumber{found->id, found->root_directory}.pack();
}

BtrfsFileSystem::Found BtrfsFileSystem::find(const InodeNumber& number) const {
  auto subvolume = volume_->subvolumes.get(number.subvolume);
  auto inode = read_inode(subvolume->tree, number.inode);
  return {std::move(subvolume), inode};
}

BtrfsFileSystem::Found BtrfsFileSystem::find_directory(const InodeNumber& number) const {
  auto found = find(number);
  if (found.inode.type() != NodeType::directory)
    fail(ErrorKind::not_a_directory, "inode {} of subvolume {} is not a directory", number.inode,
         number.subvolume);
  return found;
}

// What Linux shows in place of a subvolume that a snapshot does not hold.
Attributes BtrfsFileSystem::placeholder_attributes(NodeId node) const {
  const auto above = attributes(parent(node));
  Attributes out;
  out.node = node;
  out.type = NodeType::directory;
  out.permissions = 0755;
  out.link_count = 1;
  out.owner = above.owner;
  out.group = above.group;
  out.accessed = above.accessed;
  out.modified = out.changed = above.modified;  // Linux: the time of the mount
  out.has_xattrs = false;
  out.has_streams = false;
  return out;
}

Statistics BtrfsFileSystem::statistics() const { return count_statistics(*volume_->nodes); }

Attributes BtrfsFileSystem::attributes(NodeId node) const {
  const auto number = InodeNumber::unpack(node);
  if (number.is_placeholder()) return placeholder_attributes(node);
  const auto subvolume = volume_->subvolumes.get(number.subvolume);
  Items items(subvolume->tree, first_key_of(number.inode));
  const auto inode = read_inode(items, number.inode);
  const auto sector_size = subvolume->tree.superblock().sector_size;
  Attributes out;
  out.node = node;
  out.type = inode.type();
  out.permissions = inode.mode & 07777;
  out.owner = inode.owner;
  out.group = inode.group;
  out.link_count = inode.link_count;
  out.generation = static_cast<std::uint32_t>(inode.generation);
  out.size = inode.size;
  // Inline content counts as a sector.
  out.allocated_size = divide_rounding_up(inode.allocated_bytes, sector_size) * sector_size;
  out.accessed = inode.accessed;
  out.modified = inode.modified;
  out.changed = inode.changed;
  out.born = inode.born;
  out.has_xattrs = has_xattrs(subvolume->tree, items, inode.number);
  out.has_streams = false;
  if (out.type == NodeType::character_device || out.type == NodeType::block_device) {
    out.device_major = static_cast<std::uint32_t>(inode.device >> kMinorBits);
    out.device_minor = static_cast<std::uint32_t>(inode.device & ((1U << kMinorBits) - 1));
  }
  return out;
}

// An entry is an inode of the same subvolume or the root of another.
NodeId BtrfsFileSystem::node_of(const InodeNumber& directory, const NamedEntry& entry) const {
  const auto target = entry.location.objectid;
  if (entry.location.type == ItemType::inode_item)
    return InodeNumber{directory.subvolume, target}.pack();
  if (entry.location.type != ItemType::root_item)
    fail(ErrorKind::damaged, "inode {} of subvolume {}: entry that leads to an item of type {}",
         directory.inode, directory.subvolume, static_cast<unsigned>(entry.location.type));
  const auto& subvolumes = volume_->subvolumes;
  if (subvolumes.is_child(directory.subvolume, directory.inode, entry.name, target))
    return InodeNumber{target, subvolumes.get(target)->root_directory}.pack();
  return InodeNumber{directory.subvolume, kPlaceholder | target}.pack();
}

std::optional<NodeId> BtrfsFileSystem::lookup(NodeId directory, std::string_view name) const {
  const auto number = InodeNumber::unpack(directory);
  if (number.is_placeholder()) return std::nullopt;
  const auto found = find_directory(number);
  const auto item = find_item(found.subvolume->tree,
                              {number.inode, ItemType::dir_item, name_hash(name)});
  std::optional<NodeId> node;
  if (item)
    for_each_entry(item->data, [&](const NamedEntry& entry) {
      if (entry.name == name) node = node_of(number, entry);
      return !node;
    });
  return node;
}

void BtrfsFileSystem::list(NodeId directory, std::uint64_t cookie,
                           const EntryVisitor& visit) const {
  const auto number = InodeNumber::unpack(directory);
  if (number.is_placeholder()) return;
  const auto found = find_directory(number);
  bool go_on = true;
  for (Items items(found.subvolume->tree, {number.inode, ItemType::dir_index, cookie});
       go_on && is_index_of(items, number.inode); items.next()) {
    if (items.key().offset == kGreatest)
      fail_at(items.data().origin(), "directory entry with the index {}", kGreatest);
    for_each_entry(items.data(), [&](const NamedEntry& entry) {
      go_on = visit({entry.name, node_of(number, entry), entry.node_type(),
                     items.key().offset + 1});
      return false;  // each has an index of its own
    });
  }
}

NodeId BtrfsFileSystem::parent(NodeId node) const {
  if (node == root_) return root_;
  const auto number = InodeNumber::unpack(node);
  const auto& subvolumes = volume_->subvolumes;
  if (number.is_placeholder()) {
    // Where it stands in the tree that this one was made from.
    const auto place = subvolumes.place_of(number.inode & ~kPlaceholder);
    const auto directory = place ? place->directory : kFirstFree;
    return InodeNumber{number.subvolume, directory}.pack();
  }
  const auto subvolume = subvolumes.get(number.subvolume);
  if (number.inode == subvolume->root_directory) {
    const auto place = subvolumes.place_of(number.subvolume);
    return place ? InodeNumber{place->parent, place->directory}.pack() : root_;
  }
  const Items items(subvolume->tree, {number.inode, ItemType::inode_ref, 0});
  if (items.at_end() || items.key().objectid != number.inode ||
      items.key().type != ItemType::inode_ref)
    fail(ErrorKind::damaged, "inode {} of subvolume {} names no directory that holds it",
         number.inode, number.subvolume);
  return InodeNumber{number.subvolume, items.key().offset}.pack();
}

io::SourcePtr BtrfsFileSystem::open(NodeId file) const {
  const auto number = InodeNumber::unpack(file);
  if (number.is_placeholder()) fail(ErrorKind::is_a_directory, "a directory was opened");
  const auto found = find(number);
  const auto type = found.inode.type();
  if (type == NodeType::directory)
    fail(ErrorKind::is_a_directory, "inode {} is a directory", number.inode);
  if (type != NodeType::regular)
    fail(ErrorKind::wrong_file_type, "inode {} is not a regular file", number.inode);
  return open_file_data(found.subvolume->tree, volume_->data, found.inode);
}

std::string BtrfsFileSystem::read_link(NodeId link) const {
  const auto number = InodeNumber::unpack(link);
  if (number.is_placeholder()) fail(ErrorKind::wrong_file_type, "a directory is no link");
  const auto found = find(number);
  if (found.inode.type() != NodeType::symbolic_link)
    fail(ErrorKind::wrong_file_type, "inode {} is not a symbolic link", number.inode);
  if (found.inode.size == 0 || found.inode.size > kLongestTarget)
    fail(ErrorKind::damaged, "inode {}: symbolic link with a target of {} bytes", number.inode,
         found.inode.size);
  std::string target(static_cast<std::size_t>(found.inode.size), '\0');
  open_file_data(found.subvolume->tree, volume_->data, found.inode)
      ->read(0, std::as_writable_bytes(std::span(target)));
  if (target.find('\0') != std::string::npos)
    fail(ErrorKind::damaged, "inode {}: zero byte in the target of a symbolic link", number.inode);
  return target;
}

std::vector<std::string> BtrfsFileSystem::list_xattrs(NodeId node) const {
  const auto number = InodeNumber::unpack(node);
  if (number.is_placeholder()) return {};
  const auto found = find(number);
  return btrfs::list_xattrs(found.subvolume->tree, number.inode);
}

std::optional<std::string> BtrfsFileSystem::get_xattr(NodeId node, std::string_view name) const {
  const auto number = InodeNumber::unpack(node);
  if (number.is_placeholder()) return std::nullopt;
  return btrfs::get_xattr(volume_->subvolumes.get(number.subvolume)->tree, number.inode, name);
}

}  // namespace vixmount::fs::btrfs
