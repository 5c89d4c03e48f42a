// On-disk structures of ext2, ext3 and ext4. Nothing but layout: every field little endian, every
// size asserted. Sources: Linux kernel documentation "ext4 Data Structures and Algorithms"
// (Documentation/filesystems/ext4), header ext2_fs.h of e2fsprogs.
#pragma once

#include <cstddef>
#include <cstdint>

#include "base/endian.hpp"

namespace vixmount::fs::ext::layout {

inline constexpr std::uint64_t kSuperblockOffset = 1024;  // bytes, primary copy
inline constexpr std::uint16_t kMagic = 0xEF53;

struct Superblock {
  le32 inodes_count;
  le32 blocks_count_lo;
  le32 reserved_blocks_count_lo;
  le32 free_blocks_count_lo;
  le32 free_inodes_count;
  le32 first_data_block;
  le32 log_block_size;    // block size = 1024 << this
  le32 log_cluster_size;  // bigalloc: cluster size = 1024 << this
  le32 blocks_per_group;
  le32 clusters_per_group;
  le32 inodes_per_group;
  le32 mount_time;
  le32 write_time;
  le16 mount_count;
  le16 max_mount_count;
  le16 magic;
  le16 state;
  le16 errors;
  le16 minor_revision;
  le32 last_check;
  le32 check_interval;
  le32 creator_os;
  le32 revision;
  le16 default_reserved_uid;
  le16 default_reserved_gid;
  // From here on: revision 1 only.
  le32 first_inode;
  le16 inode_size;
  le16 block_group_number;
  le32 feature_compat;
  le32 feature_incompat;
  le32 feature_ro_compat;
  std::byte uuid[16];
  char volume_name[16];
  char last_mounted[64];
  le32 algorithm_usage_bitmap;
  std::uint8_t preallocate_blocks;
  std::uint8_t preallocate_directory_blocks;
  le16 reserved_gdt_blocks;
  std::byte journal_uuid[16];
  le32 journal_inode;
  le32 journal_device;
  le32 last_orphan;
  le32 hash_seed[4];
  std::uint8_t default_hash_version;
  std::uint8_t journal_backup_type;
  le16 descriptor_size;
  le32 default_mount_options;
  le32 first_meta_block_group;
  le32 mkfs_time;
  le32 journal_blocks[17];  // copy of the journal inode's i_block, then size high and low
  le32 blocks_count_hi;
  le32 reserved_blocks_count_hi;
  le32 free_blocks_count_hi;
  le16 min_extra_inode_size;
  le16 want_extra_inode_size;
  le32 flags;
  le16 raid_stride;
  le16 mmp_interval;
  le64 mmp_block;
  le32 raid_stripe_width;
  std::uint8_t log_groups_per_flex;
  std::uint8_t checksum_type;
  std::uint8_t encryption_level;
  std::uint8_t reserved_pad;
  le64 kbytes_written;
  std::byte snapshot_and_errors[0x200 - 0x180];
  char mount_options[64];
  le32 user_quota_inode;
  le32 group_quota_inode;
  le32 overhead_clusters;
  le32 backup_groups[2];
  std::uint8_t encryption_algorithms[4];
  std::byte encryption_password_salt[16];
  le32 lost_and_found_inode;
  le32 project_quota_inode;
  le32 checksum_seed;
  std::uint8_t times_hi[8];
  le16 encoding;
  le16 encoding_flags;
  le32 orphan_file_inode;
  le32 reserved[94];
  le32 checksum;  // crc32c of all bytes before it
};
static_assert(sizeof(Superblock) == 1024);
static_assert(offsetof(Superblock, first_inode) == 0x54);
static_assert(offsetof(Superblock, journal_uuid) == 0xD0);
static_assert(offsetof(Superblock, blocks_count_hi) == 0x150);
static_assert(offsetof(Superblock, user_quota_inode) == 0x240);
static_assert(offsetof(Superblock, checksum_seed) == 0x270);
static_assert(offsetof(Superblock, encoding) == 0x27C);
static_assert(offsetof(Superblock, checksum) == 0x3FC);

// The first 32 bytes exist always, the rest when descriptor_size is at least 64 (feature 64bit).
struct GroupDescriptor {
  le32 block_bitmap_lo;
  le32 inode_bitmap_lo;
  le32 inode_table_lo;
  le16 free_blocks_count_lo;
  le16 free_inodes_count_lo;
  le16 used_directories_count_lo;
  le16 flags;
  le32 exclude_bitmap_lo;
  le16 block_bitmap_checksum_lo;
  le16 inode_bitmap_checksum_lo;
  le16 unused_inodes_lo;
  le16 checksum;
  le32 block_bitmap_hi;
  le32 inode_bitmap_hi;
  le32 inode_table_hi;
  le16 free_blocks_count_hi;
  le16 free_inodes_count_hi;
  le16 used_directories_count_hi;
  le16 unused_inodes_hi;
  le32 exclude_bitmap_hi;
  le16 block_bitmap_checksum_hi;
  le16 inode_bitmap_checksum_hi;
  le32 reserved;
};
static_assert(sizeof(GroupDescriptor) == 64);
inline constexpr std::size_t kShortDescriptorSize = 32;
inline constexpr std::uint16_t kGroupInodeTableUnused = 0x1;  // INODE_UNINIT
inline constexpr std::uint16_t kGroupBlockBitmapUnused = 0x2;
inline constexpr std::uint16_t kGroupInodeTableZeroed = 0x4;

// The first 128 bytes exist always; of the rest as much as extra_size says.
struct Inode {
  le16 mode;
  le16 uid_lo;
  le32 size_lo;
  le32 access_time;
  le32 change_time;
  le32 modify_time;
  le32 delete_time;
  le16 gid_lo;
  le16 link_count;
  le32 blocks_lo;
  le32 flags;
  le32 version_lo;  // ea_inode: reference count, low half
  std::byte block[60];
  le32 generation;
  le32 xattr_block_lo;
  le32 size_hi;  // regular files and directories; elsewhere unused
  le32 obsolete_fragment_address;
  le16 blocks_hi;
  le16 xattr_block_hi;
  le16 uid_hi;
  le16 gid_hi;
  le16 checksum_lo;
  le16 reserved;
  // From here on: extra_size.
  le16 extra_size;
  le16 checksum_hi;
  le32 change_time_extra;
  le32 modify_time_extra;
  le32 access_time_extra;
  le32 birth_time;
  le32 birth_time_extra;
  le32 version_hi;
  le32 project_id;
};
static_assert(sizeof(Inode) == 160);
static_assert(offsetof(Inode, block) == 40);
static_assert(offsetof(Inode, checksum_lo) == 0x7C);
static_assert(offsetof(Inode, extra_size) == 0x80);
inline constexpr std::size_t kSmallInodeSize = 128;
inline constexpr std::size_t kInodeBlockBytes = 60;

struct ExtentHeader {
  le16 magic;
  le16 entries;
  le16 max_entries;
  le16 depth;  // 0: the entries are extents, else children are one level nearer to the leaves
  le32 generation;
};
static_assert(sizeof(ExtentHeader) == 12);
inline constexpr std::uint16_t kExtentMagic = 0xF30A;
inline constexpr std::uint16_t kDeepestExtentTree = 5;

struct ExtentIndex {
  le32 logical_block;  // first one that the child covers
  le32 child_lo;
  le16 child_hi;
  le16 unused;
};
static_assert(sizeof(ExtentIndex) == 12);

struct ExtentLeaf {
  le32 logical_block;
  le16 length;  // blocks; above kLongestWritten: unwritten, length - kLongestWritten
  le16 physical_hi;
  le32 physical_lo;
};
static_assert(sizeof(ExtentLeaf) == 12);
inline constexpr std::uint16_t kLongestWritten = 32768;

struct DirectoryEntryHeader {
  le32 inode;          // 0: the entry is unused
  le16 record_length;  // 0 and 65535 in blocks of 64 KiB: 65536
  std::uint8_t name_length;
  std::uint8_t file_type;  // without the feature filetype: high byte of the name's length, 0
};
static_assert(sizeof(DirectoryEntryHeader) == 8);

// Poses as an unused entry at the end of a directory's block when metadata_csum is on.
struct DirectoryTail {
  le32 zero_inode;
  le16 record_length;  // 12
  std::uint8_t zero_name_length;
  std::uint8_t file_type;  // 0xDE
  le32 checksum;
};
static_assert(sizeof(DirectoryTail) == 12);
inline constexpr std::uint8_t kDirectoryTailType = 0xDE;

// Follows ".." in block 0 of an indexed directory.
struct HashTreeRootInfo {
  le32 reserved_zero;
  std::uint8_t hash_version;
  std::uint8_t info_length;  // 8
  std::uint8_t indirect_levels;
  std::uint8_t unused_flags;
};
static_assert(sizeof(HashTreeRootInfo) == 8);

struct HashTreeEntry {
  le32 hash;   // in the first entry of a node: limit (le16), count (le16)
  le32 block;  // logical block in the directory
};
static_assert(sizeof(HashTreeEntry) == 8);

// Directories with encryption and casefold keep the hash behind the name, at the next multiple of
// 4.
struct DirectoryEntryHash {
  le32 hash;
  le32 minor_hash;
};
static_assert(sizeof(DirectoryEntryHash) == 8);

struct XattrBlockHeader {
  le32 magic;
  le32 reference_count;
  le32 blocks;  // 1
  le32 hash;
  le32 checksum;
  le32 reserved[3];
};
static_assert(sizeof(XattrBlockHeader) == 32);
inline constexpr std::uint32_t kXattrMagic = 0xEA020000;

struct XattrEntry {
  std::uint8_t name_length;
  std::uint8_t name_index;
  le16 value_offset;  // from the block's start, or from the first entry inside an inode
  le32 value_inode;   // feature ea_inode: the value is this inode's content
  le32 value_size;
  le32 hash;
};
static_assert(sizeof(XattrEntry) == 16);

}  // namespace vixmount::fs::ext::layout
