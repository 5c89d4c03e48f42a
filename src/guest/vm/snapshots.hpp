// The tree of snapshots that a .vmsd describes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "guest/vm/dictionary.hpp"
#include "guest/vm/disks.hpp"

namespace vixmount::guest::vm {

// Bounds against hostile files. A chain is at most 32 links, and a tree some hundred snapshots.
inline constexpr std::size_t kMostSnapshots = 4096;
inline constexpr std::size_t kMostDisksOfSnapshot = 1024;

struct Snapshot {
  std::uint64_t id = 0;  // the product's "uid"
  std::string name;
  std::string description;
  std::optional<std::int64_t> created;  // microseconds since 1970-01-01 00:00 UTC
  std::optional<std::size_t> parent;    // index in SnapshotTree::snapshots
  std::vector<std::size_t> children;    // likewise, in the file's order
  std::optional<std::uint64_t> type;    // as written
  std::string state_file;               // the .vmsn, as written
  // The files that held the disks' state at the moment of the snapshot: reading such a file with
  // its parents gives the snapshot's content. Ordered by address. Independent disks are not among
  // them.
  std::vector<VirtualDisk> disks;
};

struct SnapshotTree {
  std::vector<Snapshot> snapshots;     // in the file's order
  std::optional<std::size_t> current;  // the one the current state was derived from
  std::vector<std::string> remarks;    // what was left out, for people

  // By name, by number, or by "uid:NUMBER", which cannot be mistaken for a name. Error{not_found}
  // lists the snapshots, Error{invalid_argument} the numbers of those that the text may mean.
  const Snapshot& find(std::string_view name_or_id) const;
};

// Error{damaged} for a tree that is none (loops, two snapshots with one id).
SnapshotTree snapshots_of(const Dictionary& snapshot_list);

}  // namespace vixmount::guest::vm
