// The checksums of file content, by logical address.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "fs/btrfs/tree.hpp"

namespace vixmount::fs::btrfs {

// From a log tree: the sums of the sectors from an address on, one behind the other.
using LoggedChecksums = std::map<std::uint64_t, std::vector<std::byte>>;

// All const members are safe from many threads.
class DataChecksums {
 public:
  // `logged` win over the tree's; no two of them overlap.
  DataChecksums(std::optional<Tree> tree, const Superblock& superblock, LoggedChecksums logged);

  std::size_t size() const noexcept { return size_; }  // of one
  // Those of `count` sectors from `logical` (a sector's begin) on. Error{damaged} where there is
  // none.
  std::vector<std::byte> find(std::uint64_t logical, std::size_t count) const;

 private:
  struct Wanted;
  void take_from_tree(Wanted& wanted) const;
  void take_from_log(Wanted& wanted) const;

  std::optional<Tree> tree_;
  std::uint32_t sector_size_;
  std::size_t size_;
  LoggedChecksums logged_;
};

}  // namespace vixmount::fs::btrfs
