// On-disk structures of UDF. Facts: ECMA-167 (3rd edition), parts 3 and 4; OSTA UDF 2.60. All
// numbers are little-endian; "block" is a logical block.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "base/endian.hpp"

namespace vixmount::fs::udf::layout {

// In front of every descriptor.
struct Tag {
  le16 identifier;
  le16 version;
  std::uint8_t checksum;  // sum of the other 15 bytes
  std::uint8_t reserved;
  le16 serial_number;
  le16 crc;
  le16 crc_length;  // bytes behind the tag that `crc` covers
  le32 location;    // block in the partition, or sector of the volume
};
static_assert(sizeof(Tag) == 16);

inline constexpr std::uint16_t kSparingTable = 0;
inline constexpr std::uint16_t kPrimaryVolume = 1;
inline constexpr std::uint16_t kAnchor = 2;
inline constexpr std::uint16_t kVolumePointer = 3;
inline constexpr std::uint16_t kPartition = 5;
inline constexpr std::uint16_t kLogicalVolume = 6;
inline constexpr std::uint16_t kTerminating = 8;
inline constexpr std::uint16_t kIntegrity = 9;
inline constexpr std::uint16_t kFileSet = 256;
inline constexpr std::uint16_t kFileIdentifier = 257;
inline constexpr std::uint16_t kAllocationExtent = 258;
inline constexpr std::uint16_t kIndirectEntry = 259;
inline constexpr std::uint16_t kFileEntry = 261;
inline constexpr std::uint16_t kAttributeHeader = 262;
inline constexpr std::uint16_t kUnallocatedSpace = 263;
inline constexpr std::uint16_t kSpaceBitmap = 264;
inline constexpr std::uint16_t kExtendedFileEntry = 266;

struct Extent {
  le32 length;    // bytes
  le32 location;  // sector of the volume
};

struct Address {
  le32 block;
  le16 partition;  // index in the list of partition maps
};
static_assert(sizeof(Address) == 6);

// The upper two bits of a length say what kind of extent it is.
struct ShortDescriptor {
  le32 length;
  le32 block;  // of the partition that holds the descriptor
};
static_assert(sizeof(ShortDescriptor) == 8);

struct LongDescriptor {
  le32 length;
  Address address;
  std::array<std::uint8_t, 6> use;
};
static_assert(sizeof(LongDescriptor) == 16);

struct ExtendedDescriptor {
  le32 length;
  le32 recorded_length;
  le32 information_length;
  Address address;
  std::array<std::uint8_t, 2> use;
};
static_assert(sizeof(ExtendedDescriptor) == 20);

inline constexpr std::uint32_t kExtentLengthMask = 0x3FFFFFFF;
inline constexpr unsigned kExtentKindShift = 30;
inline constexpr std::uint32_t kRecorded = 0;
inline constexpr std::uint32_t kNotRecorded = 1;   // allocated, reads as zeros
inline constexpr std::uint32_t kNotAllocated = 2;  // a hole
inline constexpr std::uint32_t kContinuation = 3;  // the next extent of descriptors

struct EntityId {
  std::uint8_t flags;
  std::array<char, 23> identifier;
  std::array<std::uint8_t, 8> suffix;
};
static_assert(sizeof(EntityId) == 32);

struct Timestamp {
  le16 type_and_zone;  // 4 bits, then 12 bits of minutes, signed
  le16 year;
  std::uint8_t month;
  std::uint8_t day;
  std::uint8_t hour;
  std::uint8_t minute;
  std::uint8_t second;
  std::uint8_t centiseconds;
  std::uint8_t hundreds_of_microseconds;
  std::uint8_t microseconds;
};
static_assert(sizeof(Timestamp) == 12);

struct Anchor {
  Tag tag;
  Extent main;
  Extent reserve;
};
static_assert(sizeof(Anchor) == 32);

struct VolumePointer {
  Tag tag;
  le32 sequence_number;
  Extent next;
};
static_assert(sizeof(VolumePointer) == 28);

// The head of each descriptor of a sequence of which the one with the highest number counts.
struct SequencedHead {
  Tag tag;
  le32 sequence_number;
};

inline constexpr std::size_t kSetIdentifierOffset = 72;  // in the primary volume descriptor
inline constexpr std::size_t kSetIdentifierBytes = 128;

struct PartitionDescriptor {
  Tag tag;
  le32 sequence_number;
  le16 flags;
  le16 number;
  EntityId contents;
  ShortDescriptor free_table;  // the partition header, for contents "+NSR02" and "+NSR03"
  ShortDescriptor free_bitmap;
  std::array<std::uint8_t, 112> header_rest;
  le32 access_type;
  le32 start;   // sector
  le32 length;  // sectors
};
static_assert(sizeof(PartitionDescriptor) == 196);
inline constexpr std::uint32_t kWriteOnce = 2;  // access type

struct LogicalVolume {
  Tag tag;
  le32 sequence_number;
  std::array<std::uint8_t, 64> character_set;
  std::array<std::uint8_t, 128> identifier;
  le32 block_size;
  EntityId domain;
  LongDescriptor file_set;
  le32 map_table_length;  // bytes
  le32 map_count;
  EntityId implementation;
  std::array<std::uint8_t, 128> use;
  Extent integrity;
};
static_assert(sizeof(LogicalVolume) == 440);
inline constexpr std::size_t kLabelOffset = 84;
inline constexpr std::size_t kLabelBytes = 128;

struct PartitionMap1 {
  std::uint8_t type;
  std::uint8_t length;
  le16 volume_number;
  le16 partition_number;
};
static_assert(sizeof(PartitionMap1) == 6);

// Type 2: UDF tells by the identifier which of the following it is.
struct PartitionMap2 {
  std::uint8_t type;
  std::uint8_t length;
  le16 reserved;
  EntityId identifier;
  le16 volume_number;
  le16 partition_number;
};
static_assert(sizeof(PartitionMap2) == 40);

struct SparableMap {
  PartitionMap2 head;
  le16 packet_length;  // blocks
  std::uint8_t table_count;
  std::uint8_t reserved;
  le32 table_size;  // bytes
  std::array<le32, 4> tables;
};
static_assert(sizeof(SparableMap) == 64);

struct MetadataMap {
  PartitionMap2 head;
  le32 file;  // blocks of the partition with the file entries
  le32 mirror;
  le32 bitmap;
  le32 allocation_unit;
  le16 alignment_unit;
  std::uint8_t flags;  // bit 0: the mirror has its own copy of the data
  std::array<std::uint8_t, 5> reserved;
};
static_assert(sizeof(MetadataMap) == 64);

struct SparingTable {
  Tag tag;
  EntityId identifier;
  le16 entry_count;
  le16 reserved;
  le32 sequence_number;
};
static_assert(sizeof(SparingTable) == 56);

struct SparingEntry {
  le32 original;  // first block of the packet in the partition; from kFirstFreePacket: unused
  le32 mapped;    // sector of the volume
};
inline constexpr std::uint32_t kFirstFreePacket = 0xFFFFFFF0;

// UDF 2.00 and later: in front of the table; UDF 1.50: VatTrailer behind it.
struct VatHeader {
  le16 header_length;
  le16 use_length;
  std::array<std::uint8_t, 128> label;
  le32 previous;
  le32 file_count;
  le32 directory_count;
  le16 least_read_revision;
  le16 least_write_revision;
  le16 most_write_revision;
  le16 reserved;
};
static_assert(sizeof(VatHeader) == 152);

struct VatTrailer {
  EntityId identifier;
  le32 previous;
};
static_assert(sizeof(VatTrailer) == 36);
inline constexpr std::uint32_t kVirtualBlockUnused = 0xFFFFFFFF;

struct IntegrityDescriptor {
  Tag tag;
  Timestamp recorded;
  le32 type;  // 0: open, 1: closed
  Extent next;
  std::array<std::uint8_t, 32> contents_use;
  le32 partition_count;
  le32 use_length;
  // le32 free blocks of each partition, le32 size of each, then IntegrityUse
};
static_assert(sizeof(IntegrityDescriptor) == 80);
inline constexpr std::uint32_t kUnknownFreeSpace = 0xFFFFFFFF;

struct IntegrityUse {
  EntityId implementation;
  le32 file_count;
  le32 directory_count;
  le16 least_read_revision;
  le16 least_write_revision;
  le16 most_write_revision;
};
static_assert(sizeof(IntegrityUse) == 46);

struct FileSet {
  Tag tag;
  std::array<std::uint8_t, 384> names;
  LongDescriptor root;
  EntityId domain;
  LongDescriptor next;
  LongDescriptor streams;
};
static_assert(sizeof(FileSet) == 480);

struct IcbTag {
  le32 prior_entries;
  le16 strategy;
  le16 strategy_parameter;
  le16 most_entries;
  std::uint8_t reserved;
  std::uint8_t file_type;
  Address parent;
  le16 flags;
};
static_assert(sizeof(IcbTag) == 20);

inline constexpr std::uint16_t kAllocationMask = 7;
inline constexpr std::uint16_t kShortDescriptors = 0;
inline constexpr std::uint16_t kLongDescriptors = 1;
inline constexpr std::uint16_t kExtendedDescriptors = 2;
inline constexpr std::uint16_t kEmbedded = 3;
inline constexpr std::uint16_t kSetUserId = 1 << 6;
inline constexpr std::uint16_t kSetGroupId = 1 << 7;
inline constexpr std::uint16_t kSticky = 1 << 8;

inline constexpr std::uint16_t kOrdinaryStrategy = 4;
inline constexpr std::uint16_t kChainedStrategy = 4096;

struct FileEntry {
  Tag tag;
  IcbTag icb;
  le32 owner;
  le32 group;
  le32 permissions;
  le16 link_count;
  std::array<std::uint8_t, 6> record;
  le64 information_length;
  le64 blocks_recorded;
  Timestamp accessed;
  Timestamp modified;
  Timestamp changed;
  le32 checkpoint;
  LongDescriptor attribute_icb;
  EntityId implementation;
  le64 unique_id;
  le32 attribute_length;
  le32 allocation_length;
};
static_assert(sizeof(FileEntry) == 176);

struct ExtendedFileEntry {
  Tag tag;
  IcbTag icb;
  le32 owner;
  le32 group;
  le32 permissions;
  le16 link_count;
  std::array<std::uint8_t, 6> record;
  le64 information_length;
  le64 object_size;
  le64 blocks_recorded;
  Timestamp accessed;
  Timestamp modified;
  Timestamp created;
  Timestamp changed;
  le32 checkpoint;
  le32 reserved;
  LongDescriptor attribute_icb;
  LongDescriptor streams;
  EntityId implementation;
  le64 unique_id;
  le32 attribute_length;
  le32 allocation_length;
};
static_assert(sizeof(ExtendedFileEntry) == 216);

struct IndirectEntry {
  Tag tag;
  IcbTag icb;
  LongDescriptor next;
};
static_assert(sizeof(IndirectEntry) == 52);

struct AllocationExtent {
  Tag tag;
  le32 previous;
  le32 allocation_length;
};
static_assert(sizeof(AllocationExtent) == 24);

struct UnallocatedSpace {
  Tag tag;
  IcbTag icb;
  le32 allocation_length;
};
static_assert(sizeof(UnallocatedSpace) == 40);

struct SpaceBitmap {
  Tag tag;
  le32 bit_count;
  le32 byte_count;
};
static_assert(sizeof(SpaceBitmap) == 24);

struct FileIdentifier {
  Tag tag;
  le16 version;
  std::uint8_t characteristics;
  std::uint8_t name_length;
  LongDescriptor icb;
  le16 use_length;
};
static_assert(sizeof(FileIdentifier) == 38);

inline constexpr std::uint8_t kHidden = 1;
inline constexpr std::uint8_t kDirectory = 2;
inline constexpr std::uint8_t kDeleted = 4;
inline constexpr std::uint8_t kParent = 8;
inline constexpr std::uint8_t kMetadataStream = 16;

struct AttributeHeader {
  Tag tag;
  le32 implementation_offset;
  le32 application_offset;
};
static_assert(sizeof(AttributeHeader) == 24);

struct Attribute {
  le32 type;
  std::uint8_t subtype;
  std::array<std::uint8_t, 3> reserved;
  le32 length;  // bytes of all
};
static_assert(sizeof(Attribute) == 12);
inline constexpr std::uint32_t kFileTimes = 5;
inline constexpr std::uint32_t kDeviceSpecification = 12;

struct DeviceSpecification {
  Attribute head;
  le32 use_length;
  le32 major;
  le32 minor;
};
static_assert(sizeof(DeviceSpecification) == 24);

struct FileTimes {
  Attribute head;
  le32 data_length;
  le32 existing;  // bit 0: the first time is that of creation
  Timestamp first;
};
static_assert(sizeof(FileTimes) == 32);

struct PathComponent {
  std::uint8_t type;
  std::uint8_t length;  // of the name that follows
  le16 version;
};
static_assert(sizeof(PathComponent) == 4);

}  // namespace vixmount::fs::udf::layout
