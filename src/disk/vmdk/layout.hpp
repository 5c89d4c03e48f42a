// The structures of VMDK extent files as they lie on disk. All numbers are little endian; offsets
// and sizes are in sectors of 512 bytes unless said otherwise.
//
// Facts: VMware "Virtual Disk Format" 1.1 and 5.0 (hosted sparse, markers), libvmdk's format
// documentation (COWD), QEMU's vmdk driver and dissect.hypervisor (seSparse; VMware never published
// it).
#pragma once

#include <array>
#include <cstdint>

#include "base/endian.hpp"

namespace vixmount::disk::vmdk {

inline constexpr std::uint64_t kSectorSize = 512;

// --- hosted sparse ("KDMV"): monolithicSparse, twoGbMaxExtentSparse, streamOptimized -----------

inline constexpr std::uint32_t kHostedMagic = 0x564D444B;  // "KDMV"
inline constexpr std::uint32_t kNewestHostedVersion = 3;   // 2: zeroed grains; 3: change tracking
inline constexpr std::uint64_t kDirectoryAtEnd = 0xFFFFFFFFFFFFFFFF;

namespace hosted_flag {
inline constexpr std::uint32_t kNewlineTest = 0x1;
inline constexpr std::uint32_t kRedundantDirectory = 0x2;
inline constexpr std::uint32_t kZeroedGrains = 0x4;
inline constexpr std::uint32_t kCompressed = 0x10000;
inline constexpr std::uint32_t kMarkers = 0x20000;
// Flags of the upper half change the layout: a reader that does not know one must refuse.
inline constexpr std::uint32_t kIncompatible = 0xFFFF0000;
}  // namespace hosted_flag

struct HostedHeaderLayout {
  le32 magic;
  le32 version;
  le32 flags;
  le64 capacity;
  le64 grain_size;
  le64 descriptor_offset;  // 0: no embedded descriptor
  le64 descriptor_size;
  le32 entries_per_table;
  le64 redundant_directory_offset;
  le64 directory_offset;  // kDirectoryAtEnd: see the footer
  le64 overhead;          // sectors before the first grain
  std::uint8_t unclean_shutdown;
  std::array<char, 4> newline_test;  // "\n \r\n"
  le16 compression;                  // 0 none, 1 deflate
  std::array<std::uint8_t, 433> padding;
};
static_assert(sizeof(HostedHeaderLayout) == 512);

// Stands before every piece of a stream-optimized extent. size == 0: metadata of kind `type`
// follows in the next sector. size > 0: the first 12 bytes are the head of a compressed grain,
// whose zlib stream begins where `type` is.
struct MarkerLayout {
  le64 value;  // grain: its first sector in the disk; metadata: length of what follows
  le32 size;   // grain: bytes of the zlib stream
  le32 type;
};
static_assert(sizeof(MarkerLayout) == 16);
inline constexpr std::uint64_t kGrainHeadBytes = 12;

enum class MarkerType : std::uint32_t {
  end_of_stream = 0,
  grain_table = 1,
  grain_directory = 2,
  footer = 3,
};

// --- COWD ("vmfsSparse") ------------------------------------------------------------------------

inline constexpr std::uint32_t kCowdMagic = 0x44574F43;  // "COWD"
inline constexpr std::uint32_t kCowdVersion = 1;
inline constexpr std::uint64_t kCowdEntriesPerTable = 4096;

// The first fields of the 2048 byte header; what follows (geometry or parent name, generations,
// texts) is not needed to read the disk.
struct CowdHeaderLayout {
  le32 magic;
  le32 version;
  le32 flags;
  le32 capacity;
  le32 grain_size;
  le32 directory_offset;
  le32 directory_entries;
  le32 next_free_sector;
};
static_assert(sizeof(CowdHeaderLayout) == 32);
inline constexpr std::uint64_t kCowdUncleanOffset = 1648;  // le32, bytes from the file's begin

// --- seSparse -----------------------------------------------------------------------------------

inline constexpr std::uint64_t kSeSparseConstantMagic = 0x00000000CAFEBABE;
inline constexpr std::uint64_t kSeSparseVolatileMagic = 0x00000000CAFECAFE;
inline constexpr std::uint64_t kSeSparseVersion = 0x0000000200000001;

struct SeSparseRegion {
  le64 offset;
  le64 size;
};

struct SeSparseConstantHeaderLayout {
  le64 magic;
  le64 version;
  le64 capacity;
  le64 grain_size;
  le64 grain_table_size;
  le64 flags;
  std::array<le64, 4> reserved;
  SeSparseRegion volatile_header;
  SeSparseRegion journal_header;
  SeSparseRegion journal;
  SeSparseRegion grain_directory;
  SeSparseRegion grain_tables;
  SeSparseRegion free_bitmap;
  SeSparseRegion backmap;
  SeSparseRegion grains;
  std::array<std::uint8_t, 304> padding;
};
static_assert(sizeof(SeSparseConstantHeaderLayout) == 512);

struct SeSparseVolatileHeaderLayout {
  le64 magic;
  le64 free_grain_table;
  le64 next_transaction;
  le64 replay_journal;  // not 0: the journal holds changes that are not in the tables yet
  std::array<std::uint8_t, 480> padding;
};
static_assert(sizeof(SeSparseVolatileHeaderLayout) == 512);

}  // namespace vixmount::disk::vmdk
