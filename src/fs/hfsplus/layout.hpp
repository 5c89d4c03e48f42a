// HFS+ on-disk structures; all integers are big endian. Facts: Apple Technical Note TN1150, "HFS
// Plus Volume Format"; the fields that came later from the headers of Apple's own driver
// (hfs_format.h).
#pragma once

#include <array>
#include <cstdint>

#include "base/endian.hpp"

namespace vixmount::fs::hfsplus::layout {

inline constexpr std::uint64_t kHeaderOffset = 1024;  // from both ends of the volume
inline constexpr std::uint16_t kSignaturePlus = 0x482B;      // "H+"
inline constexpr std::uint16_t kSignatureSensitive = 0x4858;  // "HX"
inline constexpr std::uint16_t kSignatureWrapper = 0x4244;    // "BD": HFS

// Numbers of files that the format itself uses.
inline constexpr std::uint32_t kRootParent = 1;
inline constexpr std::uint32_t kRootFolder = 2;
inline constexpr std::uint32_t kExtentsFile = 3;
inline constexpr std::uint32_t kCatalogFile = 4;
inline constexpr std::uint32_t kAttributesFile = 8;
inline constexpr std::uint32_t kFirstUserFile = 16;

struct ExtentDescriptor {
  be32 start;  // allocation blocks
  be32 count;  // 0: not used
};
static_assert(sizeof(ExtentDescriptor) == 8);

inline constexpr unsigned kExtentsInRecord = 8;
using ExtentRecord = std::array<ExtentDescriptor, kExtentsInRecord>;

struct ForkData {
  be64 size;  // bytes
  be32 clump_size;
  be32 block_count;
  ExtentRecord extents;
};
static_assert(sizeof(ForkData) == 80);

inline constexpr std::uint32_t kUnmounted = 1U << 8;      // VolumeHeader::attributes
// In use by Linux, or found damaged while it was in use by macOS.
inline constexpr std::uint32_t kInconsistent = 1U << 11 | 1U << 14;
inline constexpr std::uint32_t kJournaled = 1U << 13;
inline constexpr std::uint32_t kExpandedTimes = 1U << 29;
inline constexpr std::uint32_t kContentProtection = 1U << 30;

struct VolumeHeader {
  be16 signature;
  be16 version;
  be32 attributes;
  be32 last_mounted_version;  // four letters of the program that wrote last
  be32 journal_info_block;
  be32 created;  // in local time, unlike all others
  be32 modified;
  be32 backed_up;
  be32 checked;
  be32 file_count;
  be32 folder_count;
  be32 block_size;  // bytes
  be32 total_blocks;
  be32 free_blocks;
  be32 next_allocation;
  be32 resource_clump_size;
  be32 data_clump_size;
  be32 next_file_id;
  be32 write_count;
  be64 encodings;
  std::array<std::uint8_t, 24> finder_info;
  std::array<std::byte, 8> finder_id;  // that of the volume, or zeros
  ForkData allocation_file;
  ForkData extents_file;
  ForkData catalog_file;
  ForkData attributes_file;
  ForkData startup_file;
};
static_assert(sizeof(VolumeHeader) == 512);

// B-trees.
enum class NodeKind : std::int8_t { leaf = -1, index = 0, header = 1, map = 2 };

struct NodeDescriptor {
  be32 next;
  be32 previous;
  std::int8_t kind;
  std::uint8_t height;  // 1: leaf
  be16 record_count;
  be16 reserved;
};
static_assert(sizeof(NodeDescriptor) == 14);

inline constexpr std::uint32_t kVariableIndexKeys = 1U << 2;  // TreeHeader::attributes
inline constexpr std::uint8_t kBinaryCompare = 0xBC;           // TreeHeader::key_compare
inline constexpr std::uint8_t kFoldingCompare = 0xCF;

struct TreeHeader {  // the first record of node 0
  be16 depth;
  be32 root;
  be32 leaf_records;
  be32 first_leaf;
  be32 last_leaf;
  be16 node_size;
  be16 longest_key;
  be32 node_count;
  be32 free_nodes;
  be16 reserved1;
  be32 clump_size;
  std::uint8_t type;
  std::uint8_t key_compare;
  be32 attributes;
  std::array<be32, 16> reserved2;
};
static_assert(sizeof(TreeHeader) == 106);

// The catalog. A key is: parent (be32), length of the name (be16), the name in UTF-16.
inline constexpr std::size_t kCatalogKeyHead = 6;
inline constexpr std::size_t kLongestName = 255;  // UTF-16 units

enum class RecordType : std::uint16_t { folder = 1, file = 2, folder_thread = 3, file_thread = 4 };

struct Permissions {
  be32 owner;
  be32 group;
  std::uint8_t admin_flags;
  std::uint8_t owner_flags;  // those of chflags(2)
  be16 mode;
  be32 special;  // device number, link count, or number of the linked file
};
static_assert(sizeof(Permissions) == 16);

inline constexpr std::uint8_t kCompressedFlag = 0x20;  // UF_COMPRESSED

struct FinderInfo {
  be32 type;     // of a file
  be32 creator;  // of a file
  be16 flags;
  std::array<std::uint8_t, 22> rest;
};
static_assert(sizeof(FinderInfo) == 32);

// What folders and files have in common.
struct Common {
  be16 record_type;
  be16 flags;
  be32 valence;  // folders: number of entries
  be32 id;
  be32 created;
  be32 content_modified;
  be32 attributes_modified;
  be32 accessed;
  be32 backed_up;
  Permissions permissions;
  FinderInfo finder;
  be32 text_encoding;
  be32 folder_count;
};
static_assert(sizeof(Common) == 88);

struct File {
  Common common;
  ForkData data;
  ForkData resource;
};
static_assert(sizeof(File) == 248);

struct Thread {
  be16 record_type;
  be16 reserved;
  be32 parent;
  be16 name_length;  // the name follows
};
static_assert(sizeof(Thread) == 10);

// Finder types that stand for other things than files.
constexpr std::uint32_t four_letters(const char (&text)[5]) noexcept {
  std::uint32_t out = 0;
  for (int i = 0; i < 4; ++i) out = out << 8 | static_cast<unsigned char>(text[i]);
  return out;
}
inline constexpr std::uint32_t kSymbolicLinkType = four_letters("slnk");
inline constexpr std::uint32_t kSymbolicLinkCreator = four_letters("rhap");
inline constexpr std::uint32_t kHardLinkType = four_letters("hlnk");
inline constexpr std::uint32_t kHardLinkCreator = four_letters("hfs+");
inline constexpr std::uint32_t kFolderLinkType = four_letters("fdrp");
inline constexpr std::uint32_t kFolderLinkCreator = four_letters("MACS");

// The extents overflow tree.
struct ExtentKey {
  std::uint8_t fork;  // 0: data, 0xFF: resource
  std::uint8_t padding;
  be32 file;
  be32 start;  // block of the fork
};
static_assert(sizeof(ExtentKey) == 10);

// The attributes tree. A key is AttributeKey and then the name in UTF-16.
struct AttributeKey {
  be16 padding;
  be32 file;
  be32 start;  // block, of records of further extents
  be16 name_length;
};
static_assert(sizeof(AttributeKey) == 12);

enum class AttributeType : std::uint32_t { in_record = 0x10, fork = 0x20, extents = 0x30 };

struct AttributeInRecord {
  be32 type;
  std::array<be32, 2> reserved;
  be32 size;  // the value follows
};
static_assert(sizeof(AttributeInRecord) == 16);

struct AttributeFork {
  be32 type;
  be32 reserved;
  ForkData fork;
};
static_assert(sizeof(AttributeFork) == 88);

struct AttributeExtents {
  be32 type;
  be32 reserved;
  ExtentRecord extents;
};
static_assert(sizeof(AttributeExtents) == 72);

// The HFS wrapper's master directory block, in its blocks of 512 bytes. Inside Macintosh: Files,
// chapter 2; TN1150, "HFS Wrapper".
struct WrapperBlock {
  be16 signature;
  std::array<std::uint8_t, 18> ignored1;
  be32 block_size;  // bytes
  be32 clump_size;
  be16 first_block;  // sectors of 512 bytes
  std::array<std::uint8_t, 94> ignored2;
  be16 embedded_signature;
  be16 embedded_start;  // blocks
  be16 embedded_count;
};
static_assert(sizeof(WrapperBlock) == 130);

}  // namespace vixmount::fs::hfsplus::layout
