// On-disk structures of ISO 9660. Facts: ECMA-119 (4th edition) 8.1 to 8.5 (volume descriptors),
// 9.1 (directory records); "El Torito" bootable CD-ROM specification 1.0, figure 7; Joliet
// specification, "Volume Descriptor"; SUSP 1.12 and RRIP 1.12 (IEEE P1281, P1282) for what follows
// a record's name.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/endian.hpp"

namespace vixmount::fs::iso9660::layout {

// Sectors number descriptors and end directory records, whatever the size of logical blocks.
inline constexpr std::uint64_t kSectorBytes = 2048;
inline constexpr std::uint64_t kFirstDescriptor = 16 * kSectorBytes;

// Numbers in both byte orders (7.2.3, 7.3.3). Linux reads the little-endian half alone, and so does
// this reader: makers have got the other half wrong.
struct Both16 {
  le16 little;
  be16 big;
};
struct Both32 {
  le32 little;
  be32 big;
};

inline constexpr std::string_view kStandardId = "CD001";
inline constexpr std::string_view kHighSierraId = "CDROM";
inline constexpr std::size_t kHighSierraIdOffset = 9;

enum DescriptorType : std::uint8_t {
  kBootRecord = 0,
  kPrimary = 1,
  kSupplementary = 2,  // of version 2: "enhanced"
  kTerminator = 255,
};

// 9.1, the part in front of the name.
struct DirectoryRecord {
  std::uint8_t length;                     // of the whole record; 0: no more in this sector
  std::uint8_t extended_attribute_blocks;  // in front of the data
  Both32 extent;                           // first logical block
  Both32 size;                             // bytes
  std::array<std::uint8_t, 7> recorded;
  std::uint8_t flags;
  std::uint8_t file_unit_size;  // not 0: interleaved
  std::uint8_t interleave_gap;
  Both16 volume_number;  // in the volume set
  std::uint8_t name_length;
};
static_assert(sizeof(DirectoryRecord) == 33);

enum FileFlag : std::uint8_t {
  kHidden = 0x01,
  kDirectory = 0x02,
  kAssociated = 0x04,
  kMoreSections = 0x80,  // the next record goes on with the same file
};

// 8.4 and 8.5, as far as it is read.
struct VolumeDescriptor {
  std::uint8_t type;
  std::array<char, 5> id;
  std::uint8_t version;
  std::uint8_t flags;
  std::array<char, 32> system_id;
  std::array<char, 32> volume_id;
  std::array<std::uint8_t, 8> unused;
  Both32 space_size;                      // logical blocks
  std::array<char, 32> escape_sequences;  // supplementary: the character set
  Both16 set_size;
  Both16 sequence_number;
  Both16 block_size;
  Both32 path_table_size;                 // bytes
  le32 path_table;                        // logical block; numbers in it are little-endian
  std::array<std::uint8_t, 12> other_path_tables;
  DirectoryRecord root;
  std::uint8_t root_name;
  std::array<char, 128 * 4> publisher_texts;
  std::array<char, 37 * 3> file_ids;
  std::array<char, 17> created;
  std::array<char, 17> modified;
};
static_assert(offsetof(VolumeDescriptor, space_size) == 80);
static_assert(offsetof(VolumeDescriptor, root) == 156);
static_assert(offsetof(VolumeDescriptor, created) == 813);
static_assert(sizeof(VolumeDescriptor) == 847);

inline constexpr std::string_view kElTorito = "EL TORITO SPECIFICATION";
inline constexpr std::size_t kBootSystemIdOffset = 7;

// 9.4, the part in front of the name. The root is the first entry and its own parent.
struct PathTableEntry {
  std::uint8_t name_length;
  std::uint8_t extended_attribute_blocks;
  le32 extent;
  le16 parent;  // the number of its entry, from 1
};
static_assert(sizeof(PathTableEntry) == 8);

// SUSP 4: each entry of a system use area.
struct SystemUseHeader {
  std::array<char, 2> signature;
  std::uint8_t length;  // with these four bytes
  std::uint8_t version;
};
static_assert(sizeof(SystemUseHeader) == 4);

// "CE", behind the header: where the area goes on.
struct Continuation {
  Both32 block;
  Both32 offset;
  Both32 length;
};
static_assert(sizeof(Continuation) == 24);

// "PX". RRIP 1.12 adds a file serial number.
struct PosixAttributes {
  Both32 mode;
  Both32 links;
  Both32 user;
  Both32 group;
};
static_assert(sizeof(PosixAttributes) == 32);

// "PN"
struct DeviceNumber {
  Both32 high;
  Both32 low;
};
static_assert(sizeof(DeviceNumber) == 16);

// "ZF": the file is compressed block by block.
struct CompressedFile {
  std::array<char, 2> algorithm;
  std::uint8_t header_words;  // of 4 bytes
  std::uint8_t block_size_shift;
  Both32 size;  // bytes, not compressed
};
static_assert(sizeof(CompressedFile) == 12);

}  // namespace vixmount::fs::iso9660::layout
