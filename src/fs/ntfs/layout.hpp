// On-disk structures of NTFS that the boot sector and the master file table are made of. Nothing
// but layout: every field little endian, every size asserted. Sources: Linux kernel, headers of
// fs/ntfs3 and of the former fs/ntfs; libfsntfs, "New Technologies File System (NTFS) format";
// Microsoft, "Master File Table" (developer notes on FILE_RECORD_SEGMENT_HEADER and
// ATTRIBUTE_RECORD_HEADER).
#pragma once

#include <cstddef>
#include <cstdint>

#include "base/endian.hpp"

namespace vixmount::fs::ntfs::layout {

inline constexpr char kOemId[9] = "NTFS    ";
inline constexpr std::size_t kBootSectorBytes = 512;  // also where sectors are larger

struct BootSector {
  std::uint8_t jump[3];
  char oem_id[8];
  le16 bytes_per_sector;
  std::uint8_t sectors_per_cluster;  // up to 128; above 243: 2^(256 - this)
  le16 reserved_sectors;             // 0, as all that NTFS does not use up to sector_count
  std::uint8_t fat_count;
  le16 root_entries;
  le16 small_sector_count;
  std::uint8_t media;
  le16 sectors_per_fat;
  le16 sectors_per_track;
  le16 heads;
  le32 hidden_sectors;
  le32 large_sector_count;
  std::uint8_t drive;
  std::uint8_t current_head;
  std::uint8_t extended_signature;
  std::uint8_t reserved;
  le64 sector_count;  // of the file system: the backup boot sector behind it is not counted
  le64 mft_cluster;
  le64 mft_mirror_cluster;
  std::uint8_t clusters_per_record;  // signed: positive clusters, negative -log2(bytes)
  std::uint8_t reserved_1[3];
  std::uint8_t clusters_per_index_record;  // signed, likewise
  std::uint8_t reserved_2[3];
  le64 serial_number;
  le32 checksum;  // not kept by Windows
  std::byte code[426];
  le16 end_marker;
};
static_assert(sizeof(BootSector) == kBootSectorBytes);

// What begins every structure that is protected by an update sequence: FILE, INDX, RSTR, RCRD.
struct MultiSectorHeader {
  char magic[4];
  le16 update_sequence_offset;  // bytes from here
  le16 update_sequence_count;   // entries: the number itself, then one per 512 bytes
};
static_assert(sizeof(MultiSectorHeader) == 8);

// The unit of the update sequence, whatever the sector size of the disk.
inline constexpr std::size_t kFixupStride = 512;

inline constexpr char kRecordMagic[5] = "FILE";
inline constexpr char kBadRecordMagic[5] = "BAAD";  // chkdsk found a torn write
inline constexpr std::uint16_t kRecordInUse = 0x1;
inline constexpr std::uint16_t kRecordIsDirectory = 0x2;  // has a $I30 index

// The head of an MFT record as all versions have it; NTFS 3.1 adds 6 bytes with the record's
// number.
struct RecordHeader {
  MultiSectorHeader multi_sector;
  le64 log_sequence_number;
  le16 sequence_number;  // never 0 in use
  le16 link_count;       // $FILE_NAME attributes, those of DOS included
  le16 first_attribute;  // bytes from here
  le16 flags;            // kRecordInUse ...
  le32 used_bytes;       // of the record
  le32 allocated_bytes;  // the record size
  le64 base_record;      // file reference; 0 in a base record
  le16 next_attribute_id;
};
static_assert(sizeof(RecordHeader) == 42);

inline constexpr std::uint32_t kEndOfAttributes = 0xFFFFFFFF;

struct AttributeHeader {
  le32 type;
  le32 length;  // bytes, with this header; a multiple of 8
  std::uint8_t non_resident;
  std::uint8_t name_length;  // UTF-16 code units
  le16 name_offset;          // bytes from this header
  le16 flags;                // kAttributeCompressionMask ...
  le16 id;
};
static_assert(sizeof(AttributeHeader) == 16);

inline constexpr std::uint16_t kAttributeCompressionMask = 0x00FF;  // 0: not compressed, 1: LZNT1
inline constexpr std::uint16_t kAttributeLznt1 = 0x0001;
inline constexpr std::uint16_t kAttributeEncrypted = 0x4000;
inline constexpr std::uint16_t kAttributeSparse = 0x8000;

struct ResidentHeader {
  AttributeHeader common;
  le32 value_length;  // bytes
  le16 value_offset;  // bytes from the attribute header
  std::uint8_t indexed;
  std::uint8_t reserved;
};
static_assert(sizeof(ResidentHeader) == 24);

struct NonResidentHeader {
  AttributeHeader common;
  le64 lowest_vcn;
  le64 highest_vcn;               // the last one, inclusive: all bits set when there is none
  le16 mapping_pairs_offset;      // bytes from the attribute header
  std::uint8_t compression_unit;  // log2(clusters); 0: not compressed
  std::uint8_t reserved[5];
  // Valid in the part with lowest_vcn 0 only; bytes.
  le64 allocated_size;
  le64 data_size;
  le64 initialized_size;
};
static_assert(sizeof(NonResidentHeader) == 64);
// Behind it when the attribute is compressed or sparse (and, by flags, only then):
inline constexpr std::size_t kTotalAllocatedOffset = sizeof(NonResidentHeader);  // le64, bytes

// One entry of $ATTRIBUTE_LIST; the name follows at name_offset.
struct AttributeListEntry {
  le32 type;
  le16 length;               // bytes, with the name
  std::uint8_t name_length;  // UTF-16 code units
  std::uint8_t name_offset;  // bytes from this entry
  le64 lowest_vcn;
  le64 record;  // file reference of the record that holds the attribute
  le16 id;      // of the attribute there
};
static_assert(sizeof(AttributeListEntry) == 26);

// Value of $VOLUME_INFORMATION, in record 3.
struct VolumeInformation {
  le64 reserved;
  std::uint8_t major_version;
  std::uint8_t minor_version;
  le16 flags;
};
static_assert(sizeof(VolumeInformation) == 12);
inline constexpr std::uint16_t kVolumeDirty = 0x1;

}  // namespace vixmount::fs::ntfs::layout
