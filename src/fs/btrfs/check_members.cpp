#include <algorithm>

#include "base/error.hpp"
#include "fs/btrfs/btrfs.hpp"
#include "fs/btrfs/device_set.hpp"

namespace vixmount::fs::btrfs {
namespace {

// What the chunks say of the devices that are here.
MemberState state_of(const LogicalSpace& space) {
  auto state = MemberState::redundant;
  for (const auto& chunk : space.chunks()) {
    if (space.can_be_read(chunk)) continue;
    if (!chunk.holds_data) return MemberState::unreadable;
    state = MemberState::partly_lost;
  }
  return state;
}

}  // namespace

MemberIdentity identify_member(const io::ByteSource& volume) {
  const auto found = find_superblock(volume, true).superblock;
  return {found.device_uuid().to_string(), found.generation(), found.raw.device_count};
}

MemberReport check_members(const io::SourcePtr& volume, const std::vector<io::SourcePtr>& siblings,
                           const Log& log) {
  if (find_superblock(*volume, true).superblock.raw.device_count <= 1) return {};
  try {
    const auto set = assemble_devices(volume, siblings, true, log);
    if (set.absent.empty()) return {};
    return {state_of(*set.space), set.absent};
  } catch (const MissingDevice& error) {  // which the chunk tree itself would need
    return {MemberState::unreadable, error.message()};
  }
}

}  // namespace vixmount::fs::btrfs
