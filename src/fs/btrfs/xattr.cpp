#include "fs/btrfs/xattr.hpp"

#include "base/error.hpp"
#include "fs/btrfs/directory_entry.hpp"

namespace vixmount::fs::btrfs {
namespace {

// Linux lists names up to 64 KiB in all; the rest could not be asked for.
constexpr std::size_t kMostNames = 65536;
// Between an inode and its attributes stand its names: so many are passed sooner than a way down
// the tree is found.
constexpr int kFewReferences = 8;

bool is_xattr_of(const Items& items, std::uint64_t inode) {
  return !items.at_end() && items.key().objectid == inode &&
         items.key().type == ItemType::xattr_item;
}

}  // namespace

bool has_xattrs(const Tree& subvolume, Items& items, std::uint64_t inode) {
  const Key first{inode, ItemType::xattr_item, 0};
  for (int i = 0; i < kFewReferences && !items.at_end() && items.key() < first; ++i) items.next();
  if (items.at_end() || !(items.key() < first)) return is_xattr_of(items, inode);
  return is_xattr_of(Items(subvolume, first), inode);
}

std::vector<std::string> list_xattrs(const Tree& subvolume, std::uint64_t inode) {
  std::vector<std::string> names;
  for (Items items(subvolume, {inode, ItemType::xattr_item, 0}); is_xattr_of(items, inode);
       items.next())
    for_each_entry(items.data(), [&](const NamedEntry& entry) {
      if (names.size() == kMostNames)
        fail(ErrorKind::limit_exceeded, "inode {} has more than {} attributes", inode, kMostNames);
      names.emplace_back(entry.name);
      return true;
    });
  return names;
}

std::optional<std::string> get_xattr(const Tree& subvolume, std::uint64_t inode,
                                     std::string_view name) {
  const auto item = find_item(subvolume, {inode, ItemType::xattr_item, name_hash(name)});
  std::optional<std::string> value;
  if (item)
    for_each_entry(item->data, [&](const NamedEntry& entry) {
      if (entry.name == name) value = entry.data;
      return !value;
    });
  return value;
}

}  // namespace vixmount::fs::btrfs
