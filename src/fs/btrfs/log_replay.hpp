// The log of what was synchronised since the last commit, replayed into memory.
//
// fsync does not commit Btrfs' trees: it writes copies of a file's items into a tree for each
// subvolume, which the next mount lays over the subvolume. Facts: the kernel's fs/btrfs/tree-log.c
// (behaviour), "Btrfs design: Tree log" of its documentation.
#pragma once

#include <cstdint>

#include "base/log.hpp"
#include "fs/btrfs/data_checksums.hpp"
#include "fs/btrfs/subvolumes.hpp"

namespace vixmount::fs::btrfs {

struct ReplayedLog {
  LogChanges changes;
  LoggedChecksums checksums;
  std::size_t items = 0;  // of the log
};

// The superblock names a log. Error{damaged}, Error{limit_exceeded}.
ReplayedLog replay_log(const Tree& root_tree);

}  // namespace vixmount::fs::btrfs
