// On-disk structures of directories and of the trees by hash that directories and attributes share.
// All numbers are big endian. Facts: "XFS Algorithms & Data Structures" (xfs.org), Linux
// fs/xfs/libxfs/xfs_da_format.h.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "base/endian.hpp"

namespace vixmount::fs::xfs::layout {

// A directory's content has three parts, by position: entries, leaves of the tree by hash, and a
// table of free space.
inline constexpr std::uint64_t kDirectoryLeafOffset = std::uint64_t{32} << 30;  // bytes

inline constexpr std::uint32_t kSingleBlockMagic = 0x58443242;    // "XD2B": entries and their leaf
inline constexpr std::uint32_t kSingleBlockMagicV5 = 0x58444233;  // "XDB3"
inline constexpr std::uint32_t kDataBlockMagic = 0x58443244;      // "XD2D"
inline constexpr std::uint32_t kDataBlockMagicV5 = 0x58444433;    // "XDD3"
// Header of a block with entries: magic, in version 5 the self description, three free ranges.
inline constexpr std::size_t kDataHeaderBytes = 16;
inline constexpr std::size_t kDataHeaderBytesV5 = 64;

// An entry: inode number, length of the name, name, type (with that feature), and in its last two
// bytes its own position; a multiple of 8 long. Free ranges begin with the tag and their length.
struct EntryHeader {
  be64 inode;
  std::uint8_t name_length;
};
static_assert(sizeof(EntryHeader) == 9);
inline constexpr std::size_t kEntryAlignment = 8;
inline constexpr std::uint16_t kFreeTag = 0xFFFF;

// At the end of a single block, behind that many leaf entries.
struct SingleBlockTail {
  be32 count;
  be32 stale;
};
static_assert(sizeof(SingleBlockTail) == 8);

// A small directory inside its inode: this, the parent's inode number, then entries of name length,
// position, name, type, inode number. Numbers have 8 bytes when `big_count` is not 0, else 4.
struct ShortFormHeader {
  std::uint8_t count;
  std::uint8_t big_count;
};
static_assert(sizeof(ShortFormHeader) == 2);
struct ShortFormEntry {
  std::uint8_t name_length;
  be16 position;
};
static_assert(sizeof(ShortFormEntry) == 3);

// Every block of a tree by hash; version 5 goes on with its self description.
struct TreeBlockHeader {
  be32 next;  // block of the fork, 0: none
  be32 previous;
  be16 magic;
  be16 padding;
};
static_assert(sizeof(TreeBlockHeader) == 12);
inline constexpr std::size_t kTreeBlockHeaderV5 = 56;

inline constexpr std::uint16_t kNodeMagic = 0xFEBE;
inline constexpr std::uint16_t kNodeMagicV5 = 0x3EBE;
struct NodeCounts {  // behind the header; in version 5 4 bytes of padding follow
  be16 count;
  be16 level;
};
struct NodeEntry {
  be32 hash;  // the highest below
  be32 block;
};
static_assert(sizeof(NodeEntry) == 8);
inline constexpr std::size_t kNodeEntries = 16;
inline constexpr std::size_t kNodeEntriesV5 = 64;

inline constexpr std::uint16_t kSingleLeafMagic = 0xD2F1;
inline constexpr std::uint16_t kSingleLeafMagicV5 = 0x3DF1;
inline constexpr std::uint16_t kLeafMagic = 0xD2FF;
inline constexpr std::uint16_t kLeafMagicV5 = 0x3DFF;
struct LeafCounts {  // as NodeCounts
  be16 count;
  be16 stale;
};
struct LeafEntry {
  be32 hash;
  be32 address;  // of the entry in the directory's content, in units of 8 bytes; 0: removed
};
static_assert(sizeof(LeafEntry) == 8);

inline constexpr std::uint16_t kAttributeLeafMagic = 0xFBEE;
inline constexpr std::uint16_t kAttributeLeafMagicV5 = 0x3BEE;
inline constexpr std::size_t kAttributeEntries = 32;
inline constexpr std::size_t kAttributeEntriesV5 = 80;
struct AttributeEntry {
  be32 hash;
  be16 position;  // of name and value in the block, bytes
  std::uint8_t flags;
  std::uint8_t padding;
};
static_assert(sizeof(AttributeEntry) == 8);
struct LocalAttribute {  // name and value follow
  be16 value_length;
  std::uint8_t name_length;
};
static_assert(sizeof(LocalAttribute) == 3);
struct RemoteAttribute {  // the name follows
  be32 value_block;       // of the fork
  be32 value_length;
  std::uint8_t name_length;
};
static_assert(sizeof(RemoteAttribute) == 9);

// Attributes inside the inode; each: this, name, value.
struct ShortAttributesHeader {
  be16 size;  // bytes, with this header
  std::uint8_t count;
  std::uint8_t padding;
};
static_assert(sizeof(ShortAttributesHeader) == 4);
struct ShortAttribute {
  std::uint8_t name_length;
  std::uint8_t value_length;
  std::uint8_t flags;
};
static_assert(sizeof(ShortAttribute) == 3);

}  // namespace vixmount::fs::xfs::layout
