#include "fs/btrfs/subvolume_log.hpp"

#include <algorithm>
#include <cstring>

#include <sys/stat.h>

#include "base/checked.hpp"
#include "base/error.hpp"
#include "fs/btrfs/extent_range.hpp"

namespace vixmount::fs::btrfs {
namespace {

std::vector<InodeReference> references_in(const Tree& tree, const Key& key) {
  const auto item = find_item(tree, key);
  return item ? parse_references(key, item->data) : std::vector<InodeReference>();
}

bool holds(const std::vector<InodeReference>& references, const InodeReference& wanted) {
  return std::any_of(references.begin(), references.end(),
                     [&](const InodeReference& one) { return one.same_name(wanted); });
}

bool is_of_inode(const Key& key, std::uint64_t inode, ItemType type) {
  return key.objectid == inode && key.type == type;
}

}  // namespace

void SubvolumeLog::run() {
  for_each_item([&](const Key& key, BytesView item) {
    ++items_;
    if (key.type == ItemType::inode_item) replay_inode(key, item);
  });
  for_each_item([&](const Key& key, BytesView item) {
    if (key.type != ItemType::dir_index) return;
    for_each_entry(item, [&](const NamedEntry& entry) {
      replay_entry(key, entry);
      return true;
    });
  });
  for_each_item([&](const Key& key, BytesView item) {
    if (key.type == ItemType::xattr_item) editor_.put(key, item);
    if (key.type == ItemType::inode_ref || key.type == ItemType::inode_extref)
      replay_references(key, item);
    if (key.type == ItemType::extent_data) replay_extent(key, item);
  });
  count_links();
}

// Without inodes that had no name any more when they were logged.
template <typename Visit>
void SubvolumeLog::for_each_item(Visit visit) {
  std::uint64_t ignored = 0;
  for (Items items(log_, {}); !items.at_end(); items.next()) {
    const auto& key = items.key();
    if (key.objectid > kLastFree) return;
    if (key.type == ItemType::inode_item &&
        items.data().get<layout::InodeItem>(0).link_count == 0)
      ignored = key.objectid;
    if (key.objectid != ignored) visit(key, items.data());
  }
}

void SubvolumeLog::replay_inode(const Key& key, BytesView item) {
  const auto logged = item.get<layout::InodeItem>(0);
  delete_xattrs_not_logged(key.objectid);
  if (S_ISDIR(logged.mode)) delete_names_not_logged(key.objectid);
  write_inode(key, logged);
  if (S_ISREG(logged.mode)) {
    const std::uint64_t sector = editor_.tree().superblock().sector_size;
    const auto size = editor_.inode_item(key.objectid)->size.value();
    const auto end = checked_add(size, sector - 1, "size of a file") / sector * sector;
    editor_.drop_extents(key.objectid, end, kGreatest);
  }
  editor_.touched().insert(key.objectid);
}

void SubvolumeLog::write_inode(const Key& key, const layout::InodeItem& logged) {
  const auto present = editor_.inode_item(key.objectid);
  // Logged only so that it exists; a size of 0 says nothing then.
  if (present && logged.generation == 0) {
    if (!S_ISREG(logged.mode) || !S_ISREG(present->mode) || logged.size == 0) return;
    auto item = *present;
    item.size = logged.size;
    editor_.put_inode(key.objectid, item);
    return;
  }
  auto item = logged;
  // Both follow from the names and extents that are replayed.
  item.allocated_bytes = present ? present->allocated_bytes.value() : 0;
  if (S_ISDIR(logged.mode))
    item.size = present && S_ISDIR(present->mode) ? present->size.value() : 0;
  if (item.generation == 0)
    item.generation = editor_.tree().superblock().raw.generation.value() + 1;
  editor_.put_inode(key.objectid, item);
}

void SubvolumeLog::delete_xattrs_not_logged(std::uint64_t inode) {
  std::vector<Key> gone;
  for (Items items(editor_.tree(), {inode, ItemType::xattr_item, 0});
       !items.at_end() && is_of_inode(items.key(), inode, ItemType::xattr_item); items.next())
    if (!find_item(log_, items.key())) gone.push_back(items.key());
  for (const auto& key : gone) editor_.remove(key);
}

// The log says for which ranges of indices it holds all names.
void SubvolumeLog::delete_names_not_logged(std::uint64_t directory) {
  for (Items ranges(log_, {directory, ItemType::dir_log_index, 0});
       !ranges.at_end() && is_of_inode(ranges.key(), directory, ItemType::dir_log_index);
       ranges.next())
    delete_names_in_range(directory, ranges.key().offset, ranges.data().le64_at(0));
}

void SubvolumeLog::delete_names_in_range(std::uint64_t directory, std::uint64_t first,
                                         std::uint64_t last) {
  struct Gone {
    std::uint64_t inode;
    std::string name;
    Key key;
  };
  std::vector<Gone> gone;
  for (Items items(editor_.tree(), {directory, ItemType::dir_index, first});
       !items.at_end() && is_of_inode(items.key(), directory, ItemType::dir_index) &&
       items.key().offset <= last;
       items.next()) {
    const auto logged = find_item(log_, items.key());
    for_each_entry(items.data(), [&](const NamedEntry& entry) {
      bool there = false;
      if (logged)
        for_each_entry(logged->data, [&](const NamedEntry& other) {
          there = there || other.name == entry.name;
          return true;
        });
      if (!there) gone.push_back({entry.location.objectid, std::string(entry.name), items.key()});
      return true;
    });
  }
  for (const auto& [inode, name, key] : gone) {
    editor_.unlink(directory, inode, name);
    editor_.remove(key);  // also where no reference named it
  }
}

// True when `present` is what the log wants; what contradicts it is dropped, unless the log's inode
// does not exist.
bool SubvolumeLog::keep_or_drop(std::uint64_t directory, const TreeEditor::Entry& present,
                                std::string_view name, const NamedEntry& logged) {
  if (present.location == logged.location && present.type == logged.type) return true;
  if (editor_.has_inode(logged.location.objectid))
    editor_.unlink(directory, present.location.objectid, name);
  return false;
}

void SubvolumeLog::replay_entry(const Key& key, const NamedEntry& entry) {
  const auto directory = key.objectid;
  bool name_matches = false;
  bool index_matches = false;
  if (const auto present = editor_.entry(directory, entry.name))
    name_matches = keep_or_drop(directory, *present, entry.name, entry);
  if (const auto present = editor_.entry_at(directory, key.offset);
      present && present->name == entry.name)
    index_matches = keep_or_drop(directory, present->entry, entry.name, entry);
  if (name_matches && index_matches) return;
  const auto inode = entry.location.objectid;
  // Then it is added with the reference; names of inodes that were not logged are not made.
  if (reference_is_logged(inode, directory, entry.name)) return;
  if (entry.location.type != ItemType::inode_item || !editor_.has_inode(inode) ||
      !editor_.has_inode(directory) || editor_.entry(directory, entry.name))
    return;
  editor_.link(directory, {entry.location, entry.type}, entry.name, key.offset);
  editor_.add_reference(inode, {directory, key.offset, std::string(entry.name)});
}

bool SubvolumeLog::reference_is_logged(std::uint64_t inode, std::uint64_t directory,
                                       std::string_view name) const {
  const InodeReference wanted{directory, 0, std::string(name)};
  return holds(references_in(log_, {inode, ItemType::inode_ref, directory}), wanted) ||
         holds(references_in(log_, {inode, ItemType::inode_extref,
                                    extended_reference_hash(directory, name)}),
               wanted);
}

// Names of the item `key` of the subvolume that its counterpart in the log does not have.
void SubvolumeLog::unlink_unless_logged(const Key& key) {
  const auto logged = references_in(log_, key);
  for (const auto& present : references_in(editor_.tree(), key))
    if (!holds(logged, present)) editor_.unlink(present.parent, key.objectid, present.name);
}

void SubvolumeLog::replay_references(const Key& key, BytesView item) {
  if (!editor_.has_inode(key.objectid)) return;
  // The root directory is its own parent.
  if (key.objectid == key.offset && key.type == ItemType::inode_ref) return;
  const auto references = parse_references(key, item);
  const auto parent_is_there = [&](const InodeReference& one) {
    return editor_.has_inode(one.parent);
  };
  if (!std::all_of(references.begin(), references.end(), parent_is_there)) return;
  unlink_unless_logged(key);
  for (const auto& reference : references) replay_reference(key, reference);
  editor_.put(key, item);
}

void SubvolumeLog::replay_reference(const Key& key, const InodeReference& reference) {
  const auto directory = reference.parent;
  const auto inode = key.objectid;
  const auto at_name = editor_.entry(directory, reference.name);
  const auto at_index = editor_.entry_at(directory, reference.index);
  const bool index_is_ours = at_index && at_index->name == reference.name &&
                             at_index->entry.location.objectid == inode;
  if (at_name && at_name->location.objectid == inode && index_is_ours) return;
  if (at_name) editor_.unlink(directory, at_name->location.objectid, reference.name);
  if (const auto left = editor_.entry_at(directory, reference.index))
    editor_.unlink(directory, left->entry.location.objectid, left->name);
  const auto type = entry_type_of(editor_.inode_item(inode)->mode);
  editor_.link(directory, {{inode, ItemType::inode_item, 0}, type}, reference.name,
               reference.index);
  editor_.touched().insert(inode);
}

void SubvolumeLog::replay_extent(const Key& key, BytesView item) {
  if (!editor_.has_inode(key.objectid)) return;
  const auto present = find_item(editor_.tree(), key);
  if (present && present->data.size() == item.size() &&
      std::memcmp(present->data.data(), item.data(), item.size()) == 0)
    return;
  const ExtentRange range(key, item, editor_.tree().superblock().sector_size);
  editor_.drop_extents(key.objectid, key.offset, range.end());
  if (range.is_hole() && editor_.tree().superblock().has(Incompat::no_holes)) return;
  editor_.put(key, item);
  editor_.add_allocated(key.objectid, range.allocated(key.offset, range.end()));
}

// Counting may empty directories that lost their last name, and so touch further inodes.
void SubvolumeLog::count_links() {
  auto& touched = editor_.touched();
  while (!touched.empty()) {
    const auto inode = *touched.rbegin();
    touched.erase(inode);
    count_links_of(inode);
  }
}

void SubvolumeLog::count_links_of(std::uint64_t inode) {
  auto item = editor_.inode_item(inode);
  if (!item) return;
  const auto count = editor_.count_references(inode);
  if (item->link_count != count) {
    item->link_count = count;
    editor_.put_inode(inode, *item);
  }
  if (count != 0 || !S_ISDIR(item->mode)) return;
  struct Name {
    std::uint64_t inode;
    std::string name;
    Key key;
  };
  std::vector<Name> names;
  for (Items items(editor_.tree(), {inode, ItemType::dir_index, 0});
       !items.at_end() && is_of_inode(items.key(), inode, ItemType::dir_index); items.next())
    for_each_entry(items.data(), [&](const NamedEntry& entry) {
      names.push_back({entry.location.objectid, std::string(entry.name), items.key()});
      return true;
    });
  for (const auto& [target, name, key] : names) {
    editor_.unlink(inode, target, name);
    editor_.remove(key);  // so that no name is met twice
  }
}

}  // namespace vixmount::fs::btrfs
