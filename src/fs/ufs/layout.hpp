// On-disk structures of UFS1 and UFS2. Nothing but layout. The byte order is that of the machine
// that made the file system, so every structure comes in both. Sources: FreeBSD sys/ufs/ffs/fs.h,
// sys/ufs/ufs/dinode.h, dir.h, sys/sys/extattr.h; NetBSD sys/ufs/ffs/fs.h, sys/ufs/ufs/ufs_wapbl.h;
// Linux fs/ufs/ufs_fs.h (the variants of Sun).
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

#include "base/endian.hpp"

namespace vixmount::fs::ufs::layout {

inline constexpr std::uint32_t kMagicUfs1 = 0x00011954;
inline constexpr std::uint32_t kMagicUfs2 = 0x19540119;
inline constexpr std::uint32_t kMagicUfs2Ea = 0x19012038;  // NetBSD 10: UFS2 with attributes
inline constexpr std::size_t kSuperblockBytes = 1376;      // without what follows in its 8 KiB

inline constexpr std::size_t kDirect = 12;        // block pointers in an inode
inline constexpr std::size_t kIndirect = 3;       // and of one, two and three levels
inline constexpr std::size_t kAttributeBlocks = 2;

template <std::endian Order>
struct Types {
  using u16 = EndianField<std::uint16_t, Order>;
  using u32 = EndianField<std::uint32_t, Order>;
  using u64 = EndianField<std::uint64_t, Order>;
};

// Counts of a group or of all.
template <std::endian Order>
struct Summary {
  typename Types<Order>::u32 directories, free_blocks, free_inodes, free_fragments;
};

// Fields that start with "old" hold in UFS1 what others hold in UFS2. Addresses are in fragments.
template <std::endian Order>
struct Superblock {
  using u32 = typename Types<Order>::u32;
  using u64 = typename Types<Order>::u64;
  std::array<u32, 2> unused_links;
  u32 superblock_in_group;  // from the group's begin, as the next three
  u32 group_descriptor_in_group;
  u32 inodes_in_group;
  u32 data_in_group;
  u32 old_group_skew;       // group N begins old_group_skew * (N & ~old_group_skew_mask) later
  u32 old_group_skew_mask;
  u32 old_write_time;
  u32 old_fragment_count;
  u32 old_data_fragment_count;
  u32 group_count;
  u32 block_size;           // bytes
  u32 fragment_size;        // bytes
  u32 fragments_per_block;
  u32 minimum_free_percent;
  std::array<u32, 9> tuning_and_masks;
  u32 fragment_to_sector_shift;
  u32 superblock_size;      // bytes
  std::array<u32, 2> old_summary_masks;
  u32 pointers_per_block;
  u32 inodes_per_block;
  u32 old_sectors_per_fragment;
  u32 optimization;
  u32 old_sectors_per_track_with_spares;  // Solaris on x86: state
  std::array<u32, 2> old_interleave_skew;
  std::array<u32, 2> id;
  u32 old_summary_address;
  u32 summary_size;         // bytes
  u32 group_size;           // bytes
  std::array<u32, 5> old_disk_geometry;
  u32 inodes_per_group;
  u32 fragments_per_group;
  Summary<Order> old_totals;
  std::uint8_t modified;
  std::uint8_t clean;
  std::uint8_t read_only;
  std::uint8_t old_flags;
  std::array<char, 468> mounted_on;
  std::array<char, 32> volume_name;
  u64 system_wide_id;
  u32 padding;
  u32 group_rotor;
  std::array<u32, 32> in_core;
  u32 old_cylinders_per_cycle;
  u32 most_block_size;
  // NetBSD; FreeBSD counts unreferenced inodes here.
  std::uint8_t journal_version;
  std::uint8_t journal_location;
  std::array<std::uint8_t, 2> journal_reserved;
  u32 journal_flags;
  std::array<u64, 4> journal_locators;
  std::array<u64, 12> spare_64;
  u64 superblock_position;  // byte offset of the primary one
  u64 total_directories;
  u64 total_free_blocks;
  u64 total_free_inodes;
  u64 total_free_fragments;
  std::array<u64, 4> total_spare;
  u64 write_time;
  u64 fragment_count;
  u64 data_fragment_count;
  u64 summary_address;
  u64 pending_blocks;
  u32 pending_inodes;
  std::array<u32, 20> snapshot_inodes;
  std::array<u32, 3> tuning;
  u64 mount_time;
  u32 journal_free;
  std::array<u32, 21> spare_32;
  u32 check_hash;
  u32 check_hash_kinds;
  u32 flags;
  u32 cluster_summary_size;
  u32 longest_fast_link;    // a target that is shorter stands in the inode
  u32 old_inode_format;     // Solaris with a log: its position
  u64 largest_file;
  u64 block_mask_64;        // block_size - 1; Solaris has it four bytes further
  u64 fragment_mask_64;
  u32 state;
  std::array<u32, 4> old_rotation;
  u32 magic;
};
static_assert(sizeof(Superblock<std::endian::little>) == kSuperblockBytes);
static_assert(offsetof(Superblock<std::endian::little>, id) == 144);
static_assert(offsetof(Superblock<std::endian::little>, volume_name) == 680);
static_assert(offsetof(Superblock<std::endian::little>, superblock_position) == 1000);
static_assert(offsetof(Superblock<std::endian::little>, check_hash) == 1304);
static_assert(offsetof(Superblock<std::endian::little>, old_inode_format) == 1324);
static_assert(offsetof(Superblock<std::endian::little>, block_mask_64) == 1336);
static_assert(offsetof(Superblock<std::endian::little>, magic) == 1372);

// In front of the superblock of FreeBSD's UFS2, for the search of copies.
template <std::endian Order>
struct RecoveryRecord {
  typename Types<Order>::u32 magic, fragment_to_sector_shift, superblock_in_group,
      fragments_per_group, group_count;
};
static_assert(sizeof(RecoveryRecord<std::endian::little>) == 20);

template <std::endian Order>
struct Inode1 {
  using u16 = typename Types<Order>::u16;
  using u32 = typename Types<Order>::u32;
  using u64 = typename Types<Order>::u64;
  u16 mode;
  u16 link_count;
  u16 old_owner;
  u16 old_group;
  u64 size;
  u32 accessed, accessed_fraction;
  u32 modified, modified_fraction;
  u32 changed, changed_fraction;
  std::array<u32, kDirect + kIndirect> blocks;
  u32 flags;
  u32 sectors;  // of 512 bytes
  u32 generation;
  std::array<u32, 4> tail;  // 4.4BSD: owner, group; Solaris: shadow inode, owner, group
};
static_assert(sizeof(Inode1<std::endian::little>) == 128);

template <std::endian Order>
struct Inode2 {
  using u16 = typename Types<Order>::u16;
  using u32 = typename Types<Order>::u32;
  using u64 = typename Types<Order>::u64;
  u16 mode;
  u16 link_count;
  u32 owner;
  u32 group;
  u32 block_size;
  u64 size;
  u64 sectors;  // of 512 bytes
  u64 accessed, modified, changed, born;
  u32 modified_nanoseconds, accessed_nanoseconds, changed_nanoseconds, born_nanoseconds;
  u32 generation;
  u32 kernel_flags;
  u32 flags;
  u32 attributes_size;  // bytes
  std::array<u64, kAttributeBlocks> attribute_blocks;
  std::array<u64, kDirect + kIndirect> blocks;
  u64 revision;
  u32 next_unlinked;
  u32 check_hash;
  std::array<u32, 2> spare;
};
static_assert(sizeof(Inode2<std::endian::little>) == 256);
static_assert(offsetof(Inode2<std::endian::little>, blocks) == 112);
static_assert(offsetof(Inode2<std::endian::little>, check_hash) == 244);

template <std::endian Order>
struct DirectoryEntry {
  typename Types<Order>::u32 inode;  // 0: unused
  typename Types<Order>::u16 record_length;
  std::array<std::uint8_t, 2> type_and_length;  // before 4.4BSD: a number, the length
};
static_assert(sizeof(DirectoryEntry<std::endian::little>) == 8);

// Then the name, padding to 8 bytes, the content, padding to 8 bytes.
template <std::endian Order>
struct AttributeHeader {
  typename Types<Order>::u32 length;  // of all
  std::uint8_t name_space;
  std::uint8_t content_padding;
  std::uint8_t name_length;
};
static_assert(sizeof(AttributeHeader<std::endian::little>) == 7);

}  // namespace vixmount::fs::ufs::layout
