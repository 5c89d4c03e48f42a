// On-disk structures of NTFS that names, indexes, links and security are made of. Nothing but
// layout: every field little endian, every size asserted. Sources: Linux kernel, headers of
// fs/ntfs3 and of the former fs/ntfs; libfsntfs, "New Technologies File System (NTFS) format";
// Microsoft, [MS-FSCC] (reparse data, extended attributes) and [MS-DTYP] (security descriptors).
#pragma once

#include <cstddef>
#include <cstdint>

#include "base/endian.hpp"
#include "fs/ntfs/layout.hpp"

namespace vixmount::fs::ntfs::layout {

// Value of $STANDARD_INFORMATION as NTFS 1.x writes it. Times: 100 ns since 1601.
struct StandardInformation {
  le64 created;
  le64 modified;
  le64 record_changed;
  le64 accessed;
  le32 attributes;  // DosAttribute
  le32 maximum_versions;
  le32 version;  // 1 with maximum_versions 0: a case-sensitive directory
  le32 class_id;
};
static_assert(sizeof(StandardInformation) == 48);

// What NTFS 3.x adds behind it.
struct StandardInformationExtension {
  le32 owner_id;
  le32 security_id;  // key of $Secure:$SII; 0: the file has a descriptor of its own
  le64 quota_charged;
  le64 update_sequence_number;
};
static_assert(sizeof(StandardInformationExtension) == 24);

// Value of $FILE_NAME and key of directory entries; the name follows.
struct FileName {
  le64 parent;  // file reference
  le64 created;
  le64 modified;
  le64 record_changed;
  le64 accessed;
  le64 allocated_size;
  le64 data_size;
  le32 attributes;                // DosAttribute, and kIsDirectory
  le32 reparse_tag_or_ea_length;  // the tag where the attributes say reparse point
  std::uint8_t name_length;       // UTF-16 code units
  std::uint8_t name_space;
};
static_assert(sizeof(FileName) == 66);

// Heads the entries of an index node. Offsets count from this header.
struct IndexHeader {
  le32 first_entry;
  le32 used_bytes;
  le32 allocated_bytes;
  std::uint8_t flags;  // kIndexHasChildren
  std::uint8_t reserved[3];
};
static_assert(sizeof(IndexHeader) == 16);
inline constexpr std::uint8_t kIndexHasChildren = 0x1;

// Begins the value of $INDEX_ROOT.
struct IndexRoot {
  le32 indexed_type;  // attribute type: $FILE_NAME in directories, 0 in view indexes
  le32 collation;
  le32 block_size;  // bytes of an index block
  std::uint8_t clusters_per_block;
  std::uint8_t reserved[3];
  IndexHeader header;
};
static_assert(sizeof(IndexRoot) == 32);

// Begins each block of $INDEX_ALLOCATION.
struct IndexBlock {
  MultiSectorHeader multi_sector;
  le64 log_sequence_number;
  le64 vcn;  // of this block itself
  IndexHeader header;
};
static_assert(sizeof(IndexBlock) == 40);
inline constexpr char kIndexBlockMagic[5] = "INDX";

struct IndexEntry {
  le64 reference;  // directories: file reference; views: offset and length of the data
  le16 length;     // bytes of the whole entry, a multiple of 8
  le16 key_length;
  le16 flags;  // kEntryHasChild, kLastEntry
  le16 reserved;
};
static_assert(sizeof(IndexEntry) == 16);
inline constexpr std::uint16_t kEntryHasChild = 0x1;  // the last 8 bytes are the child's VCN
inline constexpr std::uint16_t kLastEntry = 0x2;      // has no key

// The first 8 bytes of an entry of a view index.
struct ViewEntryData {
  le16 offset;  // bytes from the entry
  le16 length;
  le32 reserved;
};
static_assert(sizeof(ViewEntryData) == 8);

// Value of $REPARSE_POINT: a head, data_length bytes of data.
struct ReparseHead {
  le32 tag;
  le16 data_length;
  le16 reserved;
};
static_assert(sizeof(ReparseHead) == 8);

// Where the two names of a link are: bytes from the end of the tag's fixed fields.
struct ReparseNames {
  le16 substitute_offset;
  le16 substitute_length;
  le16 print_offset;
  le16 print_length;
};
static_assert(sizeof(ReparseNames) == 8);

// Data of the tag WOF: what provides the content of a file.
struct WofInfo {
  le32 version;   // 1
  le32 provider;  // 1: a WIM archive, 2: a compressed stream of the file
};
static_assert(sizeof(WofInfo) == 8);

struct WofFileInfo {
  le32 version;  // 1
  le32 algorithm;
};
static_assert(sizeof(WofFileInfo) == 8);

// Heads a security descriptor in $Secure:$SDS, and is the data of $SII and $SDH.
struct SecurityEntry {
  le32 hash;
  le32 security_id;
  le64 offset;  // in $SDS
  le32 length;  // bytes, with this head
};
static_assert(sizeof(SecurityEntry) == 20);

// Begins a self-relative security descriptor. Offsets count from here; 0: absent.
struct SecurityDescriptor {
  std::uint8_t revision;
  std::uint8_t resource_manager;
  le16 control;
  le32 owner;
  le32 group;
  le32 system_acl;
  le32 discretionary_acl;
};
static_assert(sizeof(SecurityDescriptor) == 20);

// An entry of $EA: the name with a zero byte and the value follow.
struct EaEntry {
  le32 next;  // bytes from this entry; in the last one 0 or its length
  std::uint8_t flags;
  std::uint8_t name_length;  // bytes, without the zero byte
  le16 value_length;
};
static_assert(sizeof(EaEntry) == 8);

}  // namespace vixmount::fs::ntfs::layout
