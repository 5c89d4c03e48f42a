// On-disk structures of FAT12, FAT16 and FAT32. Facts: Microsoft, "FAT32 File System Specification"
// 1.03 (2000); the case flags of short names are Windows NT's and told by Linux's vfat.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "base/endian.hpp"

namespace vixmount::fs::fat::layout {

// The parameter block that all kinds share, at the start of the volume.
struct BootSector {
  std::array<std::uint8_t, 3> jump;
  std::array<char, 8> system_name;
  le16 bytes_per_sector;
  std::uint8_t sectors_per_cluster;
  le16 reserved_sectors;  // in front of the first table
  std::uint8_t table_count;
  le16 root_entries;  // 0 on FAT32
  le16 sectors_16;    // 0: see sectors_32
  std::uint8_t media;
  le16 table_sectors_16;  // 0: FAT32
  le16 sectors_per_track;
  le16 heads;
  le32 hidden_sectors;
  le32 sectors_32;
};
static_assert(sizeof(BootSector) == 36);

// What follows the parameter block on FAT12 and FAT16, and further on on FAT32.
struct ExtendedFields {
  std::uint8_t drive;
  std::uint8_t state;      // bit 0: not unmounted cleanly
  std::uint8_t signature;  // 0x28: serial number, 0x29: label as well
  le32 serial_number;
  std::array<char, 11> label;
  std::array<char, 8> kind;
};
static_assert(sizeof(ExtendedFields) == 26);

struct Fat32Fields {
  le32 table_sectors;
  le16 flags;  // bits 0-3: the active table, where bit 7 says that there is one
  le16 version;
  le32 root_cluster;
  le16 information_sector;
  le16 backup_sector;
  std::array<std::uint8_t, 12> reserved;
  ExtendedFields extended;
};
static_assert(sizeof(Fat32Fields) == 54);

inline constexpr std::size_t kBootSectorBytes = 512;
inline constexpr std::size_t kBootSignatureOffset = 510;
inline constexpr std::uint16_t kBootSignature = 0xAA55;
inline constexpr std::uint16_t kOneActiveTable = 0x80;
inline constexpr std::uint16_t kActiveTableMask = 0x0F;
inline constexpr std::uint8_t kHasSerialNumber = 0x28;
inline constexpr std::uint8_t kHasLabel = 0x29;
inline constexpr std::uint8_t kStateDirty = 0x01;

// FAT32's hint of free clusters.
struct InformationSector {
  le32 lead_signature;
  std::array<std::uint8_t, 480> reserved;
  le32 signature;
  le32 free_clusters;
  le32 next_free;
};
static_assert(sizeof(InformationSector) == 496);
inline constexpr std::uint32_t kInformationLead = 0x41615252;
inline constexpr std::uint32_t kInformationSignature = 0x61417272;

inline constexpr std::size_t kEntryBytes = 32;

struct DirectoryEntry {
  std::array<std::uint8_t, 11> name;  // 8 + 3, padded with blanks
  std::uint8_t attributes;
  std::uint8_t case_flags;
  std::uint8_t created_10ms;  // 0-199, on top of created_time
  le16 created_time;
  le16 created_date;
  le16 accessed_date;
  le16 cluster_high;  // FAT32 only; OS/2 keeps something else there
  le16 modified_time;
  le16 modified_date;
  le16 cluster_low;
  le32 size;  // bytes; 0 for directories
};
static_assert(sizeof(DirectoryEntry) == kEntryBytes);

struct LongNameEntry {
  std::uint8_t order;  // from 1; the first one on disk is the last part and carries kLastPart
  std::array<le16, 5> units_1;
  std::uint8_t attributes;
  std::uint8_t kind;
  std::uint8_t checksum;  // of the short name
  std::array<le16, 6> units_2;
  le16 cluster;
  std::array<le16, 2> units_3;
};
static_assert(sizeof(LongNameEntry) == kEntryBytes);

inline constexpr std::uint8_t kEndOfDirectory = 0x00;
inline constexpr std::uint8_t kDeleted = 0xE5;
inline constexpr std::uint8_t kStandsForE5 = 0x05;  // in the first byte of a name
inline constexpr std::uint8_t kLastPart = 0x40;
inline constexpr std::size_t kUnitsPerPart = 13;
inline constexpr std::size_t kMostParts = 20;

inline constexpr std::uint8_t kReadOnly = 0x01;
inline constexpr std::uint8_t kVolumeLabel = 0x08;
inline constexpr std::uint8_t kDirectory = 0x10;
inline constexpr std::uint8_t kLongName = 0x0F;
inline constexpr std::uint8_t kLongNameMask = 0x3F;

inline constexpr std::uint8_t kBaseIsLowerCase = 0x08;
inline constexpr std::uint8_t kExtensionIsLowerCase = 0x10;

}  // namespace vixmount::fs::fat::layout
