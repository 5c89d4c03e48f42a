// Reads nodes from the first copy that is good, behind a small cache.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <unordered_map>
#include <vector>

#include "fs/btrfs/logical_space.hpp"
#include "fs/btrfs/node.hpp"

namespace vixmount::fs::btrfs {

// All const members are safe from many threads.
class NodeReader {
 public:
  // Bound of the cached bytes: the leaves of some 100,000 inodes.
  static constexpr std::size_t kMostCachedBytes = 12UL << 20;

  // `fsids`: what headers of nodes may carry (the file system's own, and those of seeds).
  NodeReader(std::shared_ptr<const LogicalSpace> space, const Superblock& superblock,
             std::vector<Guid> fsids, bool verify_checksums);

  // When no copy is good: Error{io}, MissingDevice, or the Error{damaged} of the first.
  NodePtr read(const NodePointer& pointer) const;

  const Superblock& superblock() const noexcept { return superblock_; }
  const std::shared_ptr<const LogicalSpace>& space() const noexcept { return space_; }
  bool verify_checksums() const noexcept { return verify_checksums_; }

 private:
  static constexpr std::size_t kShards = 16;
  struct Slot {
    NodePtr node;
    bool recently_used = false;
  };
  // Second chance (clock) replacement.
  struct Shard {
    std::mutex mutex;
    std::unordered_map<std::uint64_t, std::uint32_t> index;  // logical address -> slot
    std::vector<Slot> slots;
    std::uint32_t hand = 0;
  };

  Shard& shard_of(std::uint64_t logical) const noexcept;
  NodePtr find(std::uint64_t logical) const;
  NodePtr load(const NodePointer& pointer) const;
  void remember(const NodePtr& node) const;

  std::shared_ptr<const LogicalSpace> space_;
  Superblock superblock_;
  std::vector<Guid> fsids_;
  bool verify_checksums_;
  std::size_t slots_per_shard_;
  std::unique_ptr<std::array<Shard, kShards>> shards_;
};

using NodeReaderPtr = std::shared_ptr<const NodeReader>;

}  // namespace vixmount::fs::btrfs
