// On-disk structures of exFAT. Facts: Microsoft, "exFAT file system specification" 1.00 (2019).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "base/endian.hpp"

namespace vixmount::fs::exfat::layout {

struct BootSector {
  std::array<std::uint8_t, 3> jump;
  std::array<char, 8> name;
  std::array<std::uint8_t, 53> must_be_zero;  // where FAT has its parameters
  le64 partition_offset;
  le64 volume_sectors;
  le32 table_offset;  // sectors
  le32 table_sectors;
  le32 heap_offset;  // sectors
  le32 cluster_count;
  le32 root_cluster;
  le32 serial_number;
  le16 revision;  // major in the high byte
  le16 flags;
  std::uint8_t sector_shift;
  std::uint8_t cluster_shift;  // sectors in a cluster
  std::uint8_t table_count;
  std::uint8_t drive;
  std::uint8_t percent_in_use;
};
static_assert(sizeof(BootSector) == 113);

inline constexpr char kName[] = "EXFAT   ";
inline constexpr std::size_t kNameBytes = 8;
inline constexpr std::size_t kSmallestSector = 512;
inline constexpr unsigned kSmallestSectorShift = 9;
inline constexpr unsigned kLargestSectorShift = 12;
inline constexpr unsigned kLargestClusterShift = 25;  // 32 MiB
inline constexpr std::uint32_t kMostClusters = 0xFFFFFFF5;
inline constexpr std::uint8_t kMajorRevision = 1;
// The main boot region, and its backup behind it: in sectors.
inline constexpr unsigned kRegionSectors = 12;
inline constexpr unsigned kChecksumSector = 11;
// Flags and percentage change without the checksum.
inline constexpr std::size_t kFlagsOffset = 106;
inline constexpr std::size_t kPercentOffset = 112;

inline constexpr std::uint16_t kSecondTableIsActive = 0x01;
inline constexpr std::uint16_t kVolumeDirty = 0x02;
inline constexpr std::uint16_t kMediaFailure = 0x04;

// Entry types. Bit 7: in use, bit 6: secondary, bit 5: benign (who does not know it may ignore it).
inline constexpr std::uint8_t kEndOfDirectory = 0x00;
inline constexpr std::uint8_t kInUse = 0x80;
inline constexpr std::uint8_t kSecondary = 0x40;
inline constexpr std::uint8_t kBenign = 0x20;
inline constexpr std::uint8_t kBitmap = 0x81;
inline constexpr std::uint8_t kUpcaseTable = 0x82;
inline constexpr std::uint8_t kVolumeLabel = 0x83;
inline constexpr std::uint8_t kFile = 0x85;
inline constexpr std::uint8_t kVolumeGuid = 0xA0;
inline constexpr std::uint8_t kStream = 0xC0;
inline constexpr std::uint8_t kFileName = 0xC1;

inline constexpr std::size_t kEntryBytes = 32;
inline constexpr std::size_t kUnitsPerName = 15;
inline constexpr unsigned kMostSecondaries = 255;

struct FileEntry {
  std::uint8_t type;
  std::uint8_t secondary_count;
  le16 set_checksum;
  le16 attributes;
  le16 reserved_1;
  le16 created_time;
  le16 created_date;
  le16 modified_time;
  le16 modified_date;
  le16 accessed_time;
  le16 accessed_date;
  std::uint8_t created_10ms;
  std::uint8_t modified_10ms;
  std::uint8_t created_zone;  // bit 7: the rest is the distance to UTC in quarters of an hour
  std::uint8_t modified_zone;
  std::uint8_t accessed_zone;
  std::array<std::uint8_t, 7> reserved_2;
};
static_assert(sizeof(FileEntry) == kEntryBytes);

inline constexpr std::uint16_t kReadOnly = 0x01;
inline constexpr std::uint16_t kDirectory = 0x10;

struct StreamEntry {
  std::uint8_t type;
  std::uint8_t flags;
  std::uint8_t reserved_1;
  std::uint8_t name_length;  // UTF-16 units
  le16 name_hash;
  le16 reserved_2;
  le64 valid_size;  // bytes that were written
  le32 reserved_3;
  le32 first_cluster;
  le64 size;  // bytes
};
static_assert(sizeof(StreamEntry) == kEntryBytes);

inline constexpr std::uint8_t kHasClusters = 0x01;
inline constexpr std::uint8_t kNoChain = 0x02;  // the clusters are neighbours; the table says nothing

struct NameEntry {
  std::uint8_t type;
  std::uint8_t flags;
  std::array<le16, kUnitsPerName> units;
};
static_assert(sizeof(NameEntry) == kEntryBytes);

// Of the allocation bitmap and of the table of capital letters.
struct RootEntry {
  std::uint8_t type;
  std::uint8_t flags;  // of a bitmap: bit 0: the second one
  le16 reserved_1;
  le32 checksum;  // of the table of capital letters
  std::array<std::uint8_t, 12> reserved_2;
  le32 first_cluster;
  le64 size;  // bytes
};
static_assert(sizeof(RootEntry) == kEntryBytes);

struct LabelEntry {
  std::uint8_t type;
  std::uint8_t length;  // UTF-16 units
  std::array<le16, 11> units;
  std::array<std::uint8_t, 8> reserved;
};
static_assert(sizeof(LabelEntry) == kEntryBytes);

}  // namespace vixmount::fs::exfat::layout
