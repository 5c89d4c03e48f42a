// Subvolumes and snapshots: trees of files that the tree of trees names.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "fs/btrfs/tree.hpp"

namespace vixmount::fs::btrfs {

// What the log changes, by subvolume.
using LogChanges = std::map<std::uint64_t, std::shared_ptr<const ItemOverlay>>;

struct Subvolume {
  std::uint64_t id = 0;
  std::uint64_t root_directory = 0;  // inode
  Tree tree;
  bool is_read_only = false;
};
using SubvolumePtr = std::shared_ptr<const Subvolume>;

// Where a subvolume stands in the tree of another.
struct SubvolumePlace {
  std::uint64_t parent = 0;     // subvolume
  std::uint64_t directory = 0;  // inode in it
  std::string name;             // of the entry in that directory
};

// The tree that ROOT_ITEM `id` describes, without the log; nothing when there is none or it is
// being deleted.
std::optional<Subvolume> read_root_item(const Tree& root_tree, std::uint64_t id);

// All const members are safe from many threads.
class Subvolumes {
 public:
  Subvolumes(Tree root_tree, LogChanges changes)
      : root_tree_(std::move(root_tree)), changes_(std::move(changes)) {}

  // Error{not_found}, Error{damaged}.
  SubvolumePtr get(std::uint64_t id) const;
  // What is mounted when nothing is asked for.
  std::uint64_t default_id() const;
  // Nothing for the top one.
  std::optional<SubvolumePlace> place_of(std::uint64_t id) const;
  // The ids that stand in the directory of a subvolume, ascending, at most `most`.
  std::vector<std::uint64_t> placed_ids(std::size_t most) const;
  // True when the entry `name` of directory `directory` in subvolume `parent` means the subvolume
  // `child`: in a snapshot of `parent` the same entry stands for nothing.
  bool is_child(std::uint64_t parent, std::uint64_t directory, std::string_view name,
                std::uint64_t child) const;

 private:
  // Known ones: a few words each.
  static constexpr std::size_t kMostKnown = 4096;

  Tree root_tree_;
  LogChanges changes_;
  mutable std::mutex mutex_;  // guards known_
  mutable std::unordered_map<std::uint64_t, SubvolumePtr> known_;
};

}  // namespace vixmount::fs::btrfs
