#include "fs/btrfs/tree_editor.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

#include "base/checked.hpp"
#include "base/error.hpp"
#include "fs/btrfs/extent_range.hpp"

namespace vixmount::fs::btrfs {
namespace {

constexpr std::size_t kOverheadOfChange = 128;  // of a node of the map

std::vector<std::byte> copy_of(BytesView bytes) {
  return {bytes.span().begin(), bytes.span().end()};
}

template <typename Layout>
std::vector<std::byte> bytes_of(const Layout& raw) {
  const auto bytes = std::as_bytes(std::span(&raw, 1));
  return {bytes.begin(), bytes.end()};
}

std::vector<std::byte> directory_item(const TreeEditor::Entry& entry, std::string_view name) {
  layout::DirectoryItem raw{};
  raw.location = {entry.location.objectid, static_cast<std::uint8_t>(entry.location.type),
                  entry.location.offset};
  raw.name_length = static_cast<std::uint16_t>(name.size());
  raw.type = entry.type;
  auto out = bytes_of(raw);
  const auto text = as_bytes(name);
  out.insert(out.end(), text.begin(), text.end());
  return out;
}

}  // namespace

TreeEditor::TreeEditor(const Tree& tree)
    : changes_(std::make_shared<ItemOverlay>()), tree_{tree.nodes, tree.root, changes_} {}

void TreeEditor::account(std::size_t bytes) {
  bytes_ += bytes + kOverheadOfChange;
  if (bytes_ > kMostBytes)
    fail(ErrorKind::limit_exceeded, "the log changes more than {} bytes of metadata", kMostBytes);
}

void TreeEditor::put(const Key& key, std::vector<std::byte> bytes) {
  account(bytes.size());
  (*changes_)[key] = std::move(bytes);
}

void TreeEditor::put(const Key& key, BytesView bytes) { put(key, copy_of(bytes)); }

void TreeEditor::remove(const Key& key) {
  account(0);
  (*changes_)[key] = std::nullopt;
}

bool TreeEditor::has_inode(std::uint64_t inode) const { return inode_item(inode).has_value(); }

std::optional<layout::InodeItem> TreeEditor::inode_item(std::uint64_t inode) const {
  const auto item = find_item(tree_, {inode, ItemType::inode_item, 0});
  if (!item) return std::nullopt;
  return item->data.get<layout::InodeItem>(0);
}

void TreeEditor::put_inode(std::uint64_t inode, const layout::InodeItem& item) {
  put({inode, ItemType::inode_item, 0}, bytes_of(item));
}

std::optional<TreeEditor::Entry> TreeEditor::entry(std::uint64_t directory,
                                                   std::string_view name) const {
  const auto item = find_item(tree_, {directory, ItemType::dir_item, name_hash(name)});
  std::optional<Entry> out;
  if (item)
    for_each_entry(item->data, [&](const NamedEntry& entry) {
      if (entry.name == name) out = Entry{entry.location, entry.type};
      return !out;
    });
  return out;
}

std::optional<TreeEditor::IndexEntry> TreeEditor::entry_at(std::uint64_t directory,
                                                           std::uint64_t index) const {
  const auto item = find_item(tree_, {directory, ItemType::dir_index, index});
  std::optional<IndexEntry> out;
  if (item)
    for_each_entry(item->data, [&](const NamedEntry& entry) {
      out = IndexEntry{{entry.location, entry.type}, std::string(entry.name)};
      return false;
    });
  return out;
}

// The entry `name` out of an item that may hold several.
void TreeEditor::remove_name(const Key& key, std::string_view name) {
  const auto item = find_item(tree_, key);
  if (!item) return;
  std::vector<std::byte> rest;
  for_each_entry(item->data, [&](const NamedEntry& entry) {
    if (entry.name == name) return true;
    const auto bytes = directory_item({entry.location, entry.type}, entry.name);
    rest.insert(rest.end(), bytes.begin(), bytes.end());
    return true;
  });
  if (rest.empty())
    remove(key);
  else
    put(key, std::move(rest));
}

// The index of what was removed.
std::optional<std::uint64_t> TreeEditor::remove_reference_in(const Key& key,
                                                             const InodeReference& wanted) {
  const auto item = find_item(tree_, key);
  if (!item) return std::nullopt;
  auto references = parse_references(key, item->data);
  const auto found =
      std::find_if(references.begin(), references.end(),
                   [&](const InodeReference& one) { return one.same_name(wanted); });
  if (found == references.end()) return std::nullopt;
  const auto index = found->index;
  references.erase(found);
  if (references.empty())
    remove(key);
  else
    put(key, build_references(key.type, references));
  return index;
}

std::optional<std::uint64_t> TreeEditor::remove_reference(std::uint64_t inode,
                                                          std::uint64_t directory,
                                                          std::string_view name) {
  const InodeReference wanted{directory, 0, std::string(name)};
  if (auto index = remove_reference_in({inode, ItemType::inode_ref, directory}, wanted))
    return index;
  return remove_reference_in(
      {inode, ItemType::inode_extref, extended_reference_hash(directory, name)}, wanted);
}

void TreeEditor::unlink(std::uint64_t directory, std::uint64_t inode, std::string_view name) {
  const auto index = remove_reference(inode, directory, name);
  const bool listed = entry(directory, name).has_value();
  remove_name({directory, ItemType::dir_item, name_hash(name)}, name);
  if (index)
    if (const auto at = entry_at(directory, *index); at && at->name == name)
      remove({directory, ItemType::dir_index, *index});
  if (listed) resize_directory(directory, -2 * static_cast<std::int64_t>(name.size()));
  touched_.insert(inode);
}

void TreeEditor::link(std::uint64_t directory, const Entry& entry, std::string_view name,
                      std::uint64_t index) {
  const auto bytes = directory_item(entry, name);
  const Key key{directory, ItemType::dir_item, name_hash(name)};
  auto all = bytes;
  if (const auto others = find_item(tree_, key))
    all.insert(all.end(), others->data.span().begin(), others->data.span().end());
  put(key, std::move(all));
  put({directory, ItemType::dir_index, index}, bytes);
  resize_directory(directory, 2 * static_cast<std::int64_t>(name.size()));
}

void TreeEditor::add_reference(std::uint64_t inode, const InodeReference& reference) {
  const Key key{inode, ItemType::inode_ref, reference.parent};
  std::vector<InodeReference> all;
  if (const auto item = find_item(tree_, key)) all = parse_references(key, item->data);
  all.push_back(reference);
  put(key, build_references(key.type, all));
  touched_.insert(inode);
}

std::uint32_t TreeEditor::count_references(std::uint64_t inode) const {
  std::uint32_t count = 0;
  for (Items items(tree_, {inode, ItemType::inode_ref, 0});
       !items.at_end() && items.key().objectid == inode &&
       items.key().type <= ItemType::inode_extref;
       items.next())
    count += static_cast<std::uint32_t>(parse_references(items.key(), items.data()).size());
  return count;
}

void TreeEditor::resize_directory(std::uint64_t directory, std::int64_t change) {
  auto item = inode_item(directory);
  if (!item) return;
  const auto size = static_cast<std::int64_t>(item->size.value());
  item->size = static_cast<std::uint64_t>(std::max<std::int64_t>(0, size + change));
  put_inode(directory, *item);
}

void TreeEditor::add_allocated(std::uint64_t inode, std::int64_t bytes) {
  auto item = inode_item(inode);
  if (!item || bytes == 0) return;
  const auto before = item->allocated_bytes.value();
  item->allocated_bytes = before + static_cast<std::uint64_t>(bytes);
  put_inode(inode, *item);
}

void TreeEditor::drop_extents(std::uint64_t inode, std::uint64_t begin, std::uint64_t end) {
  if (begin >= end) return;
  // The one in front may reach in.
  Key from{inode, ItemType::extent_data, begin};
  const auto in_front = find_last_item(tree_, from);
  if (in_front && in_front->key.objectid == inode && in_front->key.type == from.type)
    from = in_front->key;
  for (;;) {
    const Items items(tree_, from);
    if (items.at_end() || items.key().objectid != inode || items.key().type != from.type ||
        items.key().offset >= end)
      return;
    const auto key = items.key();
    const auto bytes = copy_of(items.data());
    drop_extent(key, BytesView(bytes, items.data().origin()), begin, end);
    if (key.offset == kGreatest) return;
    from.offset = key.offset + 1;
  }
}

void TreeEditor::drop_extent(const Key& key, BytesView item, std::uint64_t begin,
                             std::uint64_t end) {
  const ExtentRange range(key, item, tree_.superblock().sector_size);
  if (range.end() <= begin) return;
  remove(key);
  std::int64_t freed = range.allocated(key.offset, range.end());
  if (key.offset < begin && range.divisible()) {
    put(key, range.part(key.offset, begin));
    freed -= range.allocated(key.offset, begin);
  }
  if (end < range.end() && range.divisible()) {
    put({key.objectid, key.type, end}, range.part(end, range.end()));
    freed -= range.allocated(end, range.end());
  }
  add_allocated(key.objectid, -freed);
}

}  // namespace vixmount::fs::btrfs
