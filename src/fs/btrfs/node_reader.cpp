#include "fs/btrfs/node_reader.hpp"

#include <algorithm>
#include <utility>

#include "base/error.hpp"
#include "fs/btrfs/copy_failure.hpp"

namespace vixmount::fs::btrfs {

NodeReader::NodeReader(std::shared_ptr<const LogicalSpace> space, const Superblock& superblock,
                       std::vector<Guid> fsids, bool verify_checksums)
    : space_(std::move(space)),
      superblock_(superblock),
      fsids_(std::move(fsids)),
      verify_checksums_(verify_checksums),
      nodes_(kMostCachedBytes / superblock.node_size) {}

NodePtr NodeReader::read(const NodePointer& pointer) const {
  auto node = nodes_.find(pointer.logical);
  // What names a node that is known must mean the same one.
  if (node && node->level() == pointer.level && node->generation() == pointer.generation)
    return node;
  node = load(pointer);
  nodes_.insert(pointer.logical, node);
  return node;
}

NodePtr NodeReader::load(const NodePointer& pointer) const {
  if (pointer.logical % superblock_.sector_size != 0)
    fail_at(pointer.logical, "tree node that begins inside a sector");
  CopyFailure failure;
  const auto copies = space_->copies(pointer.logical);
  for (unsigned copy = 0; copy < copies; ++copy) {
    try {
      std::vector<std::byte> bytes(superblock_.node_size);
      space_->read_copy(pointer.logical, bytes, copy);
      return std::make_shared<const Node>(std::move(bytes), pointer, superblock_, fsids_,
                                          verify_checksums_);
    } catch (const Error& error) {
      failure.note(error);
    }
  }
  if (failure) failure.rethrow();
  fail(ErrorKind::internal, "no copy of the tree node at {}", pointer.logical);
}

}  // namespace vixmount::fs::btrfs
