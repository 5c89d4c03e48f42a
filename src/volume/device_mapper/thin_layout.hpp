// The metadata of a thin pool. Source: Linux, drivers/md/dm-thin-metadata.c.
#pragma once

#include <cstdint>

#include "base/endian.hpp"
#include "volume/device_mapper/persistent_data/layout.hpp"

namespace vixmount::volume::device_mapper::thin_layout {

constexpr std::uint64_t kMagic = 27022010;

// Superblock::flags
constexpr std::uint32_t kNeedsCheck = 1;

// At the beginning of block 0.
struct Superblock {
  le32 checksum;
  le32 flags;
  le64 block;
  std::uint8_t uuid[16];
  le64 magic;
  le32 version;
  le32 time;  // counts snapshots
  le64 transaction_id;
  le64 held_root;  // of a metadata snapshot
  std::uint8_t data_space_map_root[layout::kSpaceMapRootSize];
  std::uint8_t metadata_space_map_root[layout::kSpaceMapRootSize];
  le64 mapping_root;         // device id to the root of a tree: block of the device to Mapping
  le64 device_details_root;  // device id to DeviceDetails
  le32 data_block_size;      // sectors
  le32 metadata_block_size;  // sectors
  le64 metadata_block_count;
  le32 compatible_flags;
  le32 compatible_read_only_flags;
  le32 incompatible_flags;
};
static_assert(sizeof(Superblock) == 64 + 256 + 44);

struct DeviceDetails {
  le64 mapped_blocks;
  le64 transaction_id;  // when the device was made
  le32 creation_time;
  le32 snapshotted_time;
};
static_assert(sizeof(DeviceDetails) == 24);

// A mapping: the block of the pool's data above, the time of its writing in the low 24 bits.
constexpr unsigned kMappingShift = 24;

}  // namespace vixmount::volume::device_mapper::thin_layout
