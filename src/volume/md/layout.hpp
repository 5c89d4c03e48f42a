// MD superblocks as they lie on the members. Facts: Linux include/uapi/linux/raid/md_p.h.
//
// Version 0.90 is in the byte order of the machine that made it and counts KiB; version 1 is little
// endian and counts sectors of 512 bytes, whatever the disk's sectors are.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

#include "base/endian.hpp"

namespace vixmount::volume::md::layout {

constexpr std::uint32_t kMagic = 0xA92B4EFC;
constexpr std::uint32_t kSector = 512;
constexpr std::size_t kSuperblockBytes = 4096;  // both versions, with the table of roles

// ---- version 1 ----

struct Superblock1 {
  le32 magic;
  le32 major_version;  // 1
  le32 features;
  le32 padding0;  // 0
  std::array<std::byte, 16> array_uuid;
  std::array<char, 32> array_name;  // "host:name"
  le64 created;                     // low 40 bits: seconds
  le32 level;                       // signed
  le32 layout;
  le64 component_size;  // sectors of each member that the array uses
  le32 chunk_size;      // sectors
  le32 raid_disks;
  le32 bitmap_offset;
  le32 new_level;  // these five only while the array is reshaped
  le64 reshape_position;
  le32 delta_disks;
  le32 new_layout;
  le32 new_chunk_size;
  le32 new_offset;  // signed, sectors; only with kFeatureNewOffset
  le64 data_offset;
  le64 data_size;
  le64 super_offset;     // of this superblock
  le64 recovery_offset;  // or the tail of a write journal
  le32 device_number;    // index in the table of roles
  le32 corrected_reads;
  std::array<std::byte, 16> device_uuid;
  std::uint8_t device_flags;
  std::uint8_t bad_blocks_shift;
  le16 bad_blocks_size;    // sectors
  le32 bad_blocks_offset;  // signed, sectors from the superblock
  le64 updated;
  le64 events;
  le64 resync_offset;  // sectors of each member known to be in sync; all ones: all
  le32 checksum;
  le32 role_count;
  std::array<std::byte, 32> padding3;  // 0
  // le16 roles[role_count]
};
static_assert(sizeof(Superblock1) == 256);

constexpr std::uint32_t kMostRoles = (kSuperblockBytes - sizeof(Superblock1)) / 2;

// Values of the table of roles; below kFirstSpecialRole the place in the array.
constexpr std::uint16_t kRoleSpare = 0xFFFF;
constexpr std::uint16_t kRoleFaulty = 0xFFFE;
constexpr std::uint16_t kRoleJournal = 0xFFFD;
constexpr std::uint16_t kFirstSpecialRole = 0xFF00;

constexpr std::uint32_t kFeatureRecoveryOffset = 2;
constexpr std::uint32_t kFeatureReshapeActive = 4;
constexpr std::uint32_t kFeatureBadBlocks = 8;
constexpr std::uint32_t kFeatureReplacement = 16;
constexpr std::uint32_t kFeatureReshapeBackwards = 32;
constexpr std::uint32_t kFeatureNewOffset = 64;
constexpr std::uint32_t kFeatureJournal = 512;
constexpr std::uint32_t kFeatureRaid0Layout = 4096;
// With those that change nothing for a reader: bitmap (1), recovery by bitmap (128), clustered
// (256), partial parity log (1024, 2048).
constexpr std::uint32_t kKnownFeatures = 0x1FFF;

// ---- version 0.90 ----

constexpr std::uint64_t kReserved0 = 64 * 1024;  // bytes at a member's end, aligned to as much
constexpr std::uint32_t kMostDisks0 = 27;

constexpr std::uint32_t kStateClean = 1;  // bit of Superblock0::state
// Bits of Disk0::state.
constexpr std::uint32_t kDiskFaulty = 1 << 0;
constexpr std::uint32_t kDiskActive = 1 << 1;
constexpr std::uint32_t kDiskInSync = 1 << 2;

template <std::endian Order>
struct Disk0 {
  using Word = EndianField<std::uint32_t, Order>;
  Word number;
  Word major;
  Word minor;
  Word raid_disk;
  Word state;
  std::array<Word, 27> reserved;
};
static_assert(sizeof(Disk0<std::endian::little>) == 128);

template <std::endian Order>
struct Superblock0 {
  using Word = EndianField<std::uint32_t, Order>;
  using Long = EndianField<std::uint64_t, Order>;
  Word magic;
  Word major_version;  // 0
  Word minor_version;  // 90, or 91 while the array is reshaped
  Word patch_version;
  Word valid_words;
  Word uuid0;
  Word created;
  Word level;           // signed
  Word component_size;  // KiB
  Word disk_count;
  Word raid_disks;
  Word preferred_minor;
  Word not_persistent;
  Word uuid1, uuid2, uuid3;
  std::array<Word, 16> reserved0;

  Word updated;
  Word state;
  Word active_disks, working_disks, failed_disks, spare_disks;
  Word checksum;
  Long events;
  Long checkpoint_events;
  Word recovery_checkpoint;  // sectors
  Long reshape_position;     // sectors; these only with minor version 91
  Word new_level;
  Word delta_disks;
  Word new_layout;
  Word new_chunk_size;  // bytes
  std::array<Word, 14> reserved1;

  Word layout;
  Word chunk_size;  // bytes
  Word root_pv, root_block;
  std::array<Word, 60> reserved2;

  std::array<Disk0<Order>, kMostDisks0> disks;
  Disk0<Order> this_disk;
};
static_assert(sizeof(Superblock0<std::endian::big>) == kSuperblockBytes);

}  // namespace vixmount::volume::md::layout
