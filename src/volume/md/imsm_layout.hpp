// Metadata of Intel Matrix Storage (imsm) as it lies on the disks, little endian. Facts: mdadm
// super-intel.c (structures). All counts are in the disk's sectors.
//
// The anchor, the first sector of the metadata, is in the last sector but one of a disk; what does
// not fit follows in the sectors before it, ascending.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

#include "base/endian.hpp"

namespace vixmount::volume::md::imsm_layout {

constexpr std::string_view kSignature = "Intel Raid ISM Cfg Sig. ";

struct Super {
  std::array<char, 24> signature;
  std::array<char, 8> version;
  le32 checksum;  // sum of all 32-bit words but this one
  le32 size;      // bytes of all the metadata
  le32 family;
  le32 generation;  // newest wins
  le32 error_log_size;
  le32 attributes;
  std::uint8_t disk_count;
  std::uint8_t volume_count;
  std::array<std::uint8_t, 6> unused0;
  le32 original_family;
  std::array<std::uint8_t, 148> unused1;
  // Disk disks[disk_count], then the volumes
};
static_assert(sizeof(Super) == 216);

struct Disk {
  std::array<char, 16> serial;
  le32 total_blocks_low;
  le32 scsi_id;
  le32 status;
  le32 owner;
  le32 total_blocks_high;
  std::array<le32, 3> unused;
};
static_assert(sizeof(Disk) == 48);
constexpr std::uint32_t kDiskSpare = 1;
constexpr std::uint32_t kDiskFailed = 4;

// Followed by one map, by two while the volume migrates.
struct Volume {
  std::array<char, 16> name;
  le32 size_low;
  le32 size_high;
  std::array<std::uint8_t, 56> unused0;
  std::array<std::uint8_t, 8> checkpoint;
  std::uint8_t is_migrating;
  std::uint8_t migration;
  std::uint8_t dirty;
  std::array<std::uint8_t, 21> unused1;
};
static_assert(offsetof(Volume, is_migrating) == 88 && sizeof(Volume) == 112);

struct Map {
  le32 first_block_low;
  le32 member_blocks_low;
  le32 stripes_low;
  le16 strip_blocks;
  std::uint8_t state;
  std::uint8_t level;
  std::uint8_t member_count;
  std::uint8_t domain_count;
  std::uint8_t failed_disk;
  std::uint8_t unused0;
  le32 first_block_high;
  le32 member_blocks_high;
  le32 stripes_high;
  std::array<le32, 4> unused1;
  // le32 order[member_count]: index of the disk, flags in the top byte
};
static_assert(sizeof(Map) == 48);
constexpr std::uint32_t kOrderIndexMask = 0x00FFFFFF;
constexpr std::uint32_t kOrderRebuild = 1 << 24;

// Volume::migration
constexpr std::uint8_t kMigrationInitialise = 0;
constexpr std::uint8_t kMigrationRebuild = 1;
constexpr std::uint8_t kMigrationVerify = 2;
constexpr std::uint8_t kMigrationRepair = 5;

}  // namespace vixmount::volume::md::imsm_layout
