#include "fs/btrfs/subvolumes.hpp"

#include <utility>

#include "base/error.hpp"
#include "fs/btrfs/directory_entry.hpp"

namespace vixmount::fs::btrfs {
namespace {

constexpr std::uint64_t kReadOnly = 1;  // flag of a ROOT_ITEM

}  // namespace

std::optional<Subvolume> read_root_item(const Tree& root_tree, std::uint64_t id) {
  // The offset is the generation in which a snapshot was made.
  const auto item = find_last_item(root_tree, {id, ItemType::root_item, kGreatest});
  if (!item || item->key.objectid != id || item->key.type != ItemType::root_item)
    return std::nullopt;
  const auto raw = item->data.get<layout::RootItem>(0);
  if (raw.references == 0) return std::nullopt;
  if (raw.level >= kMostLevels)
    fail_at(item->data.origin(), "tree {} of {} levels", id, raw.level);
  return Subvolume{id, raw.root_directory,
                   {root_tree.nodes, {raw.block, raw.generation, raw.level}, nullptr},
                   (raw.flags & kReadOnly) != 0};
}

SubvolumePtr Subvolumes::get(std::uint64_t id) const {
  {
    const std::lock_guard lock(mutex_);
    if (const auto known = known_.find(id); known != known_.end()) return known->second;
  }
  auto found = read_root_item(root_tree_, id);
  const bool holds_files = id == kTopSubvolume || (id >= kFirstFree && id <= kLastFree);
  if (!found || !holds_files) fail(ErrorKind::not_found, "there is no subvolume {}", id);
  if (const auto changes = changes_.find(id); changes != changes_.end())
    found->tree.overlay = changes->second;
  auto shared = std::make_shared<const Subvolume>(std::move(*found));
  const std::lock_guard lock(mutex_);
  if (known_.size() >= kMostKnown) known_.clear();
  known_.emplace(id, shared);
  return shared;
}

std::uint64_t Subvolumes::default_id() const {
  const auto directory = root_tree_.superblock().raw.root_dir_objectid.value();
  const auto item =
      find_item(root_tree_, {directory, ItemType::dir_item, name_hash("default")});
  std::uint64_t id = kTopSubvolume;
  if (item)
    for_each_entry(item->data, [&](const NamedEntry& entry) {
      if (entry.name != "default") return true;
      id = entry.location.objectid;
      return false;
    });
  return id;
}

std::optional<SubvolumePlace> Subvolumes::place_of(std::uint64_t id) const {
  const Items items(root_tree_, {id, ItemType::root_backref, 0});
  if (items.at_end() || items.key().objectid != id || items.key().type != ItemType::root_backref)
    return std::nullopt;
  const auto raw = items.data().get<layout::RootReference>(0);
  return SubvolumePlace{
      items.key().offset, raw.directory,
      std::string(items.data().text(sizeof(layout::RootReference), raw.name_length))};
}

std::vector<std::uint64_t> Subvolumes::placed_ids(std::size_t most) const {
  std::vector<std::uint64_t> out;
  for (Items items(root_tree_, {kFirstFree, {}, 0});
       !items.at_end() && items.key().objectid <= kLastFree && out.size() < most; items.next())
    if (items.key().type == ItemType::root_backref) out.push_back(items.key().objectid);
  return out;
}

bool Subvolumes::is_child(std::uint64_t parent, std::uint64_t directory, std::string_view name,
                          std::uint64_t child) const {
  const auto item = find_item(root_tree_, {parent, ItemType::root_ref, child});
  if (!item) return false;
  const auto raw = item->data.get<layout::RootReference>(0);
  return raw.directory == directory &&
         item->data.text(sizeof(layout::RootReference), raw.name_length) == name;
}

}  // namespace vixmount::fs::btrfs
