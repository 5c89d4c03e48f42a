// On-disk structures of Windows' Logical Disk Manager. All numbers are big endian, texts are padded
// with zeros. Facts: linux-ntfs' LDM documentation (technical/privhead, tocblock, vmdb, vblk),
// Linux block/partitions/ldm.c, libldm, and the disks of the test corpus (docs/formats/ldm.md).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "base/endian.hpp"

namespace vixmount::volume::ldm {

inline constexpr std::size_t kBlockSize = 512;  // bytes of a header, whatever the sector size
// Numbers in VBLK records count sectors of this size, whatever the disk's sector size is.
inline constexpr std::uint64_t kRecordSector = 512;

// The private header: who this disk is, and where its data and its database are. On MBR disks the
// first copy is in sector 6, on GPT disks in the last sector of the metadata partition.
struct PrivateHeaderBlock {
  std::array<char, 8> magic;  // "PRIVHEAD"
  be32 checksum;              // sum of the block's bytes, these four left out
  be16 major_version;         // 2
  be16 minor_version;         // 11: Windows 2000 to 2003; 12: Vista and later
  be64 update_time;
  be64 update_sequence;
  be64 first_copy;  // sectors, from the start of the private region
  be64 second_copy;
  std::array<char, 64> disk_id;  // GUID as text
  std::array<char, 64> host_id;
  std::array<char, 64> group_id;
  std::array<char, 31> group_name;
  be32 sector_size;  // bytes; the unit of all below
  be32 flags;
  be16 public_slice;
  be16 private_slice;
  be64 public_start;  // where the data of volumes counts from
  be64 public_size;
  be64 private_start;  // the database
  be64 private_size;
  be64 first_contents;  // tables of contents: sectors, from the start of the private region
  be64 second_contents;
  be32 database_count;
  be32 log_count;
  be64 database_size;
  be64 log_size;
  be32 disk_signature;
  std::array<char, 16> disk_set_id;
  std::array<char, 16> disk_set_id_again;
  std::array<std::byte, 121> unused;
};
static_assert(sizeof(PrivateHeaderBlock) == kBlockSize);

struct Region {
  std::array<char, 8> name;  // "config" or "log"
  be16 flags;
  be64 start;  // sectors, from the start of the private region
  be64 size;
  be16 unknown;
  be16 copy_number;
  be32 zeros;
};
static_assert(sizeof(Region) == 34);

// The table of contents of the private region. Windows writes copies in turn.
struct ContentsBlock {
  std::array<char, 8> magic;  // "TOCBLOCK"
  be32 checksum;              // as in the private header
  be64 sequence;
  std::array<std::byte, 16> zeros;
  std::array<Region, 2> regions;
  std::array<std::byte, 408> unused;
};
static_assert(sizeof(ContentsBlock) == kBlockSize);

struct ObjectCounts {
  be32 volumes;
  be32 components;
  be32 partitions;
  be32 disks;
  std::array<be32, 3> unused;
};

// Head of the database.
struct DatabaseBlock {
  std::array<char, 4> magic;  // "VMDB"
  be32 end_sequence;          // of VBLKs: the first four numbers stand for this block
  be32 vblk_size;             // bytes
  be32 first_vblk;            // bytes, from the start of this block
  be16 state;
  be16 major_version;  // 4
  be16 minor_version;  // 10
  std::array<char, 31> group_name;
  std::array<char, 64> group_id;
  be64 committed_sequence;
  be64 pending_sequence;
  ObjectCounts committed;
  ObjectCounts pending;
};
static_assert(sizeof(DatabaseBlock) == 0xBD);

// Changes are made in two steps: new records are added, then old ones are deleted.
enum class DatabaseState : std::uint16_t { consistent = 1, adding = 2, deleting = 3 };

// Head of each entry of the database. A record that is longer than an entry has several, of one
// group number, which need not be neighbours.
struct VblkHead {
  std::array<char, 4> magic;  // "VBLK"
  be32 sequence;
  be32 group;
  be16 fragment;
  be16 fragment_count;  // 0: the entry is free
};
static_assert(sizeof(VblkHead) == 16);

// Head of a record, behind the head of its first entry.
struct RecordHead {
  be16 status;  // 0 for a record that is valid; others only while a change goes on
  std::uint8_t flags;
  std::uint8_t type;  // revision in the upper four bits
  be32 size;          // bytes that follow
};
static_assert(sizeof(RecordHead) == 8);

}  // namespace vixmount::volume::ldm
