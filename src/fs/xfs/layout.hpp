// On-disk structures of XFS: superblock, allocation group headers, inodes, extents and B-trees. All
// numbers are big endian but checksums. Facts: "XFS Algorithms & Data Structures" (xfs.org), Linux
// fs/xfs/libxfs/xfs_format.h. What is never read is left as padding.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "base/endian.hpp"

namespace vixmount::fs::xfs::layout {

using Uuid = std::array<std::byte, 16>;

inline constexpr std::uint32_t kSuperblockMagic = 0x58465342;  // "XFSB"
inline constexpr std::size_t kSectorBytes = 512;               // the unit of block addresses ("daddr")

struct Superblock {
  be32 magic;
  be32 block_size;   // bytes
  be64 block_count;  // of the data device
  be64 realtime_blocks;
  be64 realtime_extents;
  Uuid uuid;
  be64 log_start;  // block; 0: the log is on another device
  be64 root_inode;
  be64 realtime_bitmap_inode;
  be64 realtime_summary_inode;
  be32 realtime_extent_size;
  be32 group_blocks;  // of every allocation group but perhaps the last
  be32 group_count;
  be32 realtime_bitmap_blocks;
  be32 log_blocks;
  be16 version;       // low 4 bits: 4 or 5; above: feature bits
  be16 sector_size;   // bytes
  be16 inode_size;    // bytes
  be16 inodes_per_block;
  std::array<char, 12> label;
  std::uint8_t block_log;
  std::uint8_t sector_log;
  std::uint8_t inode_log;
  std::uint8_t inodes_per_block_log;
  std::uint8_t group_blocks_log;  // rounded up
  std::uint8_t realtime_extents_log;
  std::uint8_t in_progress;  // mkfs was not finished
  std::uint8_t most_inodes_percent;
  be64 inode_count;
  be64 free_inodes;
  be64 free_blocks;
  be64 free_realtime_extents;
  be64 user_quota_inode;
  be64 group_quota_inode;
  be16 quota_flags;
  std::uint8_t flags;
  std::uint8_t shared_version;
  be32 inode_alignment;  // blocks
  be32 stripe_unit;
  be32 stripe_width;
  std::uint8_t directory_block_log;  // blocks of a directory block, as a power of two
  std::uint8_t log_sector_log;
  be16 log_sector_size;
  be32 log_stripe_unit;  // bytes
  be32 features2;
  be32 bad_features2;  // the same, where old kernels aligned it wrongly
  // From here on version 5 only.
  be32 features_compat;
  be32 features_ro_compat;
  be32 features_incompat;
  be32 features_log_incompat;
  le32 checksum;  // CRC-32C of the sector
  be32 sparse_inode_alignment;
  be64 project_quota_inode;
  be64 log_sequence;
  Uuid metadata_uuid;
};
static_assert(sizeof(Superblock) == 264);
static_assert(offsetof(Superblock, checksum) == 224);

// Free space of an allocation group (AGF), in its second sector.
inline constexpr std::uint32_t kFreeSpaceMagic = 0x58414746;
struct FreeSpaceHeader {
  be32 magic;
  be32 version;
  be32 group;
  be32 length;  // blocks
  std::array<be32, 3> roots;
  std::array<be32, 3> levels;
  be32 free_list_first;
  be32 free_list_last;
  be32 free_list_count;  // blocks kept for the B-trees
  be32 free_blocks;
  be32 longest;
  be32 btree_blocks;
};
static_assert(sizeof(FreeSpaceHeader) == 64);

// Inodes of an allocation group (AGI), in its third sector.
inline constexpr std::uint32_t kInodeHeaderMagic = 0x58414749;
struct InodeHeader {
  be32 magic;
  be32 version;
  be32 group;
  be32 length;
  be32 count;
  be32 root;
  be32 level;
  be32 free_count;
};
static_assert(sizeof(InodeHeader) == 32);

inline constexpr std::uint16_t kInodeMagic = 0x494E;  // "IN"

struct InodeCore {
  be16 magic;
  be16 mode;
  std::uint8_t version;
  std::uint8_t format;
  be16 old_link_count;  // version 1
  be32 owner;
  be32 group;
  be32 link_count;
  be16 project_low;
  be16 project_high;
  be64 big_extent_count;  // with nrext64; else padding and, in the last two bytes, a flush count
  be64 accessed;
  be64 modified;
  be64 changed;
  be64 size;         // bytes
  be64 block_count;  // of both forks, with their B-trees
  be32 extent_size_hint;
  be32 extent_count;            // with nrext64: extents of the attribute fork
  be16 attribute_extent_count;  // with nrext64: 0
  std::uint8_t fork_offset;     // of the attribute fork, in 8 bytes; 0: there is none
  std::uint8_t attribute_format;
  be32 dmapi_mask;
  be16 dmapi_state;
  be16 flags;
  be32 generation;
  be32 next_unlinked;
};
static_assert(sizeof(InodeCore) == 100);

// Behind InodeCore in inodes of version 3.
struct InodeCoreV3 {
  le32 checksum;
  be64 change_count;
  be64 log_sequence;
  be64 flags2;
  be32 copy_extent_size_hint;
  std::array<std::uint8_t, 12> padding;
  be64 born;
  be64 number;
  Uuid uuid;
};
static_assert(sizeof(InodeCoreV3) == 76);
inline constexpr std::size_t kInodeChecksumOffset = sizeof(InodeCore);
inline constexpr std::size_t kInodeBytesV3 = sizeof(InodeCore) + sizeof(InodeCoreV3);
inline constexpr std::size_t kSmallestInode = 256;
inline constexpr std::size_t kLargestInode = 2048;

// 1 bit unwritten, 54 bits offset in the file, 52 bits start, 21 bits count; all in blocks.
struct PackedExtent {
  be64 high;
  be64 low;
};
static_assert(sizeof(PackedExtent) == 16);

// The root of an extent B-tree inside of the inode; keys and pointers follow, each for as many as
// the fork has room for.
struct RootHeader {
  be16 level;
  be16 count;
};
static_assert(sizeof(RootHeader) == 4);

inline constexpr std::uint32_t kExtentBlockMagic = 0x424D4150;    // "BMAP"
inline constexpr std::uint32_t kExtentBlockMagicV5 = 0x424D4133;  // "BMA3"
struct ExtentBlockHeader {
  be32 magic;
  be16 level;
  be16 count;
  be64 left;
  be64 right;
};
static_assert(sizeof(ExtentBlockHeader) == 24);
inline constexpr std::size_t kExtentBlockHeaderV5 = 72;

// Values kept outside of the attribute's leaf, and targets of symbolic links outside of the inode:
// version 5 puts this in front of each block (links: of each extent).
inline constexpr std::uint32_t kRemoteValueMagic = 0x5841524D;   // "XARM"
inline constexpr std::uint32_t kRemoteTargetMagic = 0x58534C4D;  // "XSLM"
struct RemoteHeader {
  be32 magic;
  be32 offset;  // in the value, bytes
  be32 bytes;   // of the value here
  le32 checksum;
  Uuid uuid;
  be64 owner;
  be64 address;
  be64 log_sequence;
};
static_assert(sizeof(RemoteHeader) == 56);

}  // namespace vixmount::fs::xfs::layout
