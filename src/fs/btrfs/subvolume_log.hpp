// The log tree of one subvolume, laid over it.
#pragma once

#include <cstdint>
#include <memory>

#include "fs/btrfs/tree_editor.hpp"

namespace vixmount::fs::btrfs {

// Three passes over the log, as Linux does them: inodes; directories; all that belongs to files.
class SubvolumeLog {
 public:
  SubvolumeLog(const Tree& log, const Tree& subvolume) : log_(log), editor_(subvolume) {}

  // Once. Error{damaged}, Error{limit_exceeded}.
  void run();
  std::shared_ptr<const ItemOverlay> changes() const { return editor_.changes(); }
  std::size_t item_count() const noexcept { return items_; }

 private:
  template <typename Visit>
  void for_each_item(Visit visit);

  // Inodes.
  void replay_inode(const Key& key, BytesView item);
  void write_inode(const Key& key, const layout::InodeItem& logged);
  void delete_xattrs_not_logged(std::uint64_t inode);
  void delete_names_not_logged(std::uint64_t directory);
  void delete_names_in_range(std::uint64_t directory, std::uint64_t first, std::uint64_t last);
  // Directories.
  void replay_entry(const Key& key, const NamedEntry& entry);
  bool keep_or_drop(std::uint64_t directory, const TreeEditor::Entry& present,
                    std::string_view name, const NamedEntry& logged);
  bool reference_is_logged(std::uint64_t inode, std::uint64_t directory,
                           std::string_view name) const;
  // Files.
  void replay_references(const Key& key, BytesView item);
  void replay_reference(const Key& key, const InodeReference& reference);
  void unlink_unless_logged(const Key& key);
  void replay_extent(const Key& key, BytesView item);
  // Afterwards.
  void count_links();
  void count_links_of(std::uint64_t inode);

  Tree log_;
  TreeEditor editor_;
  std::size_t items_ = 0;
};

}  // namespace vixmount::fs::btrfs
