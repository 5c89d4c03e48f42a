// On-disk structures of the log of XFS. Record and operation headers are big endian; what the
// operations carry is in the byte order of the machine that wrote it, here always little endian.
// Facts: "XFS Algorithms & Data Structures" (xfs.org), chapter Journaling Log; Linux
// fs/xfs/libxfs/xfs_log_format.h.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "base/endian.hpp"
#include "fs/xfs/layout.hpp"

namespace vixmount::fs::xfs::log::layout {

// The log is addressed in "basic blocks". The first word of each is the number of the log's round
// ("cycle") in which it was written; headers have their magic number there and the cycle behind it.
inline constexpr std::uint32_t kBlockBytes = 512;
inline constexpr std::uint32_t kRecordMagic = 0xFEEDBABE;
// A header (or further header) keeps the first words of this many data blocks.
inline constexpr std::size_t kBlocksPerHeader = 64;
inline constexpr std::uint32_t kFormatLittleEndianLinux = 1;

struct RecordHeader {
  be32 magic;
  be32 cycle;
  be32 version;        // 1, or 2: longer records, with further headers
  be32 length;         // of the data, bytes
  be64 sequence;       // of this record: cycle and block
  be64 tail_sequence;  // of the oldest record that was needed then
  le32 checksum;
  be32 previous_block;
  be32 operation_count;
  std::array<be32, kBlocksPerHeader> first_words;
  be32 format;
  xfs::layout::Uuid uuid;
  be32 buffer_size;  // of the log buffers; version 2
};
static_assert(sizeof(RecordHeader) == 324);

struct FurtherHeader {
  be32 cycle;
  std::array<be32, kBlocksPerHeader> first_words;
};
static_assert(sizeof(FurtherHeader) == 260);

struct OperationHeader {
  be32 transaction;
  be32 length;  // bytes that follow
  std::uint8_t client;
  std::uint8_t flags;
  be16 padding;
};
static_assert(sizeof(OperationHeader) == 12);

inline constexpr std::uint8_t kStart = 0x01;
inline constexpr std::uint8_t kCommit = 0x02;
inline constexpr std::uint8_t kContinues = 0x04;     // the rest is in the next record
inline constexpr std::uint8_t kWasContinued = 0x08;  // the rest of the one before
inline constexpr std::uint8_t kEnd = 0x10;           // of the rest
inline constexpr std::uint8_t kUnmount = 0x20;

inline constexpr std::uint32_t kTransactionMagic = 0x5452414E;  // "TRAN"
inline constexpr std::size_t kTransactionHeaderBytes = 16;

// Every item begins with a region that begins so.
struct ItemHeader {
  le16 type;
  le16 regions;  // with this one
};
static_assert(sizeof(ItemHeader) == 4);

enum class ItemType : std::uint16_t {
  inode = 0x123B,
  buffer = 0x123C,
  inode_create = 0x123F,
  map_intent = 0x1244,  // extents to be mapped or unmapped ("BUI")
  map_done = 0x1245,
  attribute_intent = 0x1246,
  attribute_done = 0x1247,
  exchange_intent = 0x1248,
  exchange_done = 0x1249,
};

struct BufferItem {
  ItemHeader header;
  le16 flags;
  le16 length;   // basic blocks
  le64 address;  // of the first, in sectors of 512 bytes
  le32 map_words;
  // A bitmap of the changed pieces of 128 bytes follows, in words of 32 bits.
};
static_assert(sizeof(BufferItem) == 20);
inline constexpr std::size_t kBufferPiece = 128;
inline constexpr std::uint16_t kInodeBuffer = 0x1;  // only pointers of the list of unlinked inodes
inline constexpr std::uint16_t kCancel = 0x2;       // the buffer is given back
inline constexpr std::uint16_t kQuotaBuffers = 0x4 | 0x8 | 0x10;

struct InodeItem {
  ItemHeader header;
  le32 fields;
  le16 attribute_bytes;
  le16 data_bytes;
  le32 padding;  // missing where a 32 bit machine wrote
  le64 inode;
  le32 device;
  std::array<std::uint8_t, 12> unused;
  le64 address;  // of the inode's buffer, in sectors of 512 bytes
  le32 length;
  le32 offset;  // in the buffer, bytes
};
static_assert(sizeof(InodeItem) == 56);
inline constexpr std::size_t kShortInodeItem = 52;

inline constexpr std::uint32_t kDataInline = 0x2;
inline constexpr std::uint32_t kDataExtents = 0x4;
inline constexpr std::uint32_t kDataRoot = 0x8;
inline constexpr std::uint32_t kDevice = 0x10;
inline constexpr std::uint32_t kAttributesInline = 0x40;
inline constexpr std::uint32_t kAttributesExtents = 0x80;
inline constexpr std::uint32_t kAttributesRoot = 0x100;
inline constexpr std::uint32_t kOwnerChanges = 0x200 | 0x400;
inline constexpr std::uint32_t kDataFork = kDataInline | kDataExtents | kDataRoot;
inline constexpr std::uint32_t kAttributeFork =
    kAttributesInline | kAttributesExtents | kAttributesRoot;

// Big endian, unlike the others.
struct InodeCreateItem {
  ItemHeader header;
  be32 group;
  be32 block;  // in the group
  be32 count;  // inodes
  be32 inode_size;
  be32 length;  // blocks
  be32 generation;
};
static_assert(sizeof(InodeCreateItem) == 28);

// Intents and their ends carry the same number.
struct Intent {
  ItemHeader header;
  le32 count;  // of what follows
  le64 id;
};
static_assert(sizeof(Intent) == 16);

struct MapIntent {  // behind Intent
  le64 inode;
  le64 start;   // group and block
  le64 offset;  // in the fork, blocks
  le32 length;  // blocks
  le32 flags;
};
static_assert(sizeof(MapIntent) == 32);
inline constexpr std::uint32_t kMapTypeMask = 0xFF;
inline constexpr std::uint32_t kMapTypeMap = 1;
inline constexpr std::uint32_t kMapTypeUnmap = 2;
inline constexpr std::uint32_t kMapRealtime = 1U << 29;
inline constexpr std::uint32_t kMapUnwritten = 1U << 30;
inline constexpr std::uint32_t kMapAttributeFork = 1U << 31;

}  // namespace vixmount::fs::xfs::log::layout
