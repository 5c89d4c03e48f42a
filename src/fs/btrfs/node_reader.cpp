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
      slots_per_shard_(kMostCachedBytes / kShards / superblock.node_size),
      shards_(std::make_unique<std::array<Shard, kShards>>()) {}

NodePtr NodeReader::read(const NodePointer& pointer) const {
  auto node = find(pointer.logical);
  // What names a node that is known must mean the same one.
  if (node && node->level() == pointer.level && node->generation() == pointer.generation)
    return node;
  node = load(pointer);
  remember(node);
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

NodeReader::Shard& NodeReader::shard_of(std::uint64_t logical) const noexcept {
  return (*shards_)[logical / superblock_.node_size % kShards];
}

NodePtr NodeReader::find(std::uint64_t logical) const {
  auto& shard = shard_of(logical);
  const std::lock_guard lock(shard.mutex);
  const auto found = shard.index.find(logical);
  if (found == shard.index.end()) return nullptr;
  auto& slot = shard.slots[found->second];
  slot.recently_used = true;
  return slot.node;
}

void NodeReader::remember(const NodePtr& node) const {
  auto& shard = shard_of(node->logical());
  const std::lock_guard lock(shard.mutex);
  if (shard.index.contains(node->logical())) return;
  if (shard.slots.size() < slots_per_shard_) {
    shard.index[node->logical()] = static_cast<std::uint32_t>(shard.slots.size());
    shard.slots.push_back({node, false});
    return;
  }
  // Every pass clears marks, so the second round at the latest finds a slot.
  while (shard.slots[shard.hand].recently_used) {
    shard.slots[shard.hand].recently_used = false;
    shard.hand = static_cast<std::uint32_t>((shard.hand + 1) % shard.slots.size());
  }
  auto& slot = shard.slots[shard.hand];
  shard.index.erase(slot.node->logical());
  shard.index[node->logical()] = shard.hand;
  slot = {node, false};
  shard.hand = static_cast<std::uint32_t>((shard.hand + 1) % shard.slots.size());
}

}  // namespace vixmount::fs::btrfs
