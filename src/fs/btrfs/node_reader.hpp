// Reads nodes from the first copy that is good, behind a small cache.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "base/shared_cache.hpp"
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
  NodePtr load(const NodePointer& pointer) const;

  std::shared_ptr<const LogicalSpace> space_;
  Superblock superblock_;
  std::vector<Guid> fsids_;
  bool verify_checksums_;
  SharedCache<Node> nodes_;  // by logical address
};

using NodeReaderPtr = std::shared_ptr<const NodeReader>;

}  // namespace vixmount::fs::btrfs
