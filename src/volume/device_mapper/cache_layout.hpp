// The metadata of dm-cache. Source: Linux, drivers/md/dm-cache-metadata.c.
#pragma once

#include <cstdint>

#include "base/endian.hpp"
#include "volume/device_mapper/persistent_data/layout.hpp"

namespace vixmount::volume::device_mapper::cache_layout {

constexpr std::uint64_t kMagic = 06142003;  // octal in the kernel's source as well

// Superblock::flags
constexpr std::uint32_t kCleanShutdown = 1;
constexpr std::uint32_t kNeedsCheck = 2;

// At the beginning of block 0.
struct Superblock {
  le32 checksum;
  le32 flags;
  le64 block;
  std::uint8_t uuid[16];
  le64 magic;
  le32 version;
  char policy_name[16];
  le32 policy_hint_size;
  std::uint8_t metadata_space_map_root[layout::kSpaceMapRootSize];
  le64 mapping_root;
  le64 hint_root;
  le64 discard_root;
  le64 discard_block_size;
  le64 discard_block_count;
  le32 data_block_size;      // sectors
  le32 metadata_block_size;  // sectors
  le32 cache_block_count;
  le32 compatible_flags;
  le32 compatible_read_only_flags;
  le32 incompatible_flags;
  le32 statistics[4];
  le32 policy_version[3];
  le64 dirty_root;  // version 2
};
static_assert(sizeof(Superblock) == 292);

// A value of the mapping array: the block of the origin above, these flags in the low 16 bits.
constexpr unsigned kMappingShift = 16;
constexpr std::uint64_t kMappingValid = 1;
constexpr std::uint64_t kMappingDirty = 2;  // version 1

}  // namespace vixmount::volume::device_mapper::cache_layout
