// The superblock that dm-raid keeps at the begin of each metadata LV (_rmeta_) of a RAID volume.
#pragma once

#include <bitset>
#include <cstdint>
#include <optional>

#include "io/byte_source.hpp"

namespace vixmount::volume::lvm {

// As many members as its bit field has place for.
inline constexpr std::size_t kMostRaidMembers = 256;

struct RaidSuperblock {
  // No sector number: everything is rebuilt or in sync.
  static constexpr std::uint64_t kComplete = ~std::uint64_t{0};

  std::uint32_t member_count = 0;
  std::uint32_t position = 0;  // of this member
  std::uint64_t events = 0;    // grows with each change of the array's state
  std::bitset<kMostRaidMembers> failed;
  std::uint64_t recovered_sectors = kComplete;  // of this member, when it is being rebuilt
  std::uint64_t synced_sectors = kComplete;     // of the array, while parity is first computed
  std::uint32_t level = 0;
  std::uint32_t layout = 0;  // md's number for the level
  std::uint32_t chunk_sectors = 0;
  bool reshaping = false;         // to another level, layout, chunk size or count of members
  std::uint64_t data_offset = 0;  // sectors; where the data begins on the data LV
};

// Nothing when there is none: the array was never used, or this member is new. Throws
// Error{unsupported} for features that change the meaning of the rest.
std::optional<RaidSuperblock> read_raid_superblock(const io::ByteSource& metadata);

}  // namespace vixmount::volume::lvm
