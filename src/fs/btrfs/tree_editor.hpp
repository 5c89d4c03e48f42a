// Changes to a subvolume in memory, as replaying the log makes them. For one thread.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string_view>

#include "fs/btrfs/directory_entry.hpp"
#include "fs/btrfs/inode_reference.hpp"
#include "fs/btrfs/tree.hpp"

namespace vixmount::fs::btrfs {

class TreeEditor {
 public:
  // Bound of what is held: a log lives between two commits (30 seconds), and Linux itself keeps the
  // metadata of so long in memory.
  static constexpr std::size_t kMostBytes = 64UL << 20;

  explicit TreeEditor(const Tree& tree);

  // The tree as changed so far.
  const Tree& tree() const noexcept { return tree_; }
  std::shared_ptr<const ItemOverlay> changes() const noexcept { return changes_; }
  // Inodes whose names were changed: their link counts are to be counted anew.
  std::set<std::uint64_t>& touched() noexcept { return touched_; }

  // Error{limit_exceeded}.
  void put(const Key& key, std::vector<std::byte> bytes);
  void put(const Key& key, BytesView bytes);
  void remove(const Key& key);

  bool has_inode(std::uint64_t inode) const;
  std::optional<layout::InodeItem> inode_item(std::uint64_t inode) const;
  void put_inode(std::uint64_t inode, const layout::InodeItem& item);

  // The entry `name` of a directory, as its DIR_ITEM has it.
  struct Entry {
    Key location;
    std::uint8_t type = 0;
  };
  std::optional<Entry> entry(std::uint64_t directory, std::string_view name) const;
  // The same at an index, of any name.
  struct IndexEntry {
    Entry entry;
    std::string name;
  };
  std::optional<IndexEntry> entry_at(std::uint64_t directory, std::uint64_t index) const;

  // Names. What is not there is not removed; directories' sizes follow.
  void unlink(std::uint64_t directory, std::uint64_t inode, std::string_view name);
  void link(std::uint64_t directory, const Entry& entry, std::string_view name,
            std::uint64_t index);
  void add_reference(std::uint64_t inode, const InodeReference& reference);
  std::uint32_t count_references(std::uint64_t inode) const;

  // Cuts [begin, end) out of the content of a file; its allocated bytes follow.
  void drop_extents(std::uint64_t inode, std::uint64_t begin, std::uint64_t end);
  void add_allocated(std::uint64_t inode, std::int64_t bytes);

 private:
  void account(std::size_t bytes);
  void remove_name(const Key& key, std::string_view name);
  std::optional<std::uint64_t> remove_reference(std::uint64_t inode, std::uint64_t directory,
                                                std::string_view name);
  std::optional<std::uint64_t> remove_reference_in(const Key& key,
                                                   const InodeReference& wanted);
  void resize_directory(std::uint64_t directory, std::int64_t change);
  void drop_extent(const Key& key, BytesView item, std::uint64_t begin, std::uint64_t end);

  std::shared_ptr<ItemOverlay> changes_;
  Tree tree_;  // over changes_
  std::size_t bytes_ = 0;
  std::set<std::uint64_t> touched_;
};

}  // namespace vixmount::fs::btrfs
