// On-disk structures of Btrfs. Nothing but layout: every field little endian, every size asserted.
// Sources: "Btrfs design: On-disk Format" (btrfs.readthedocs.io), the kernel's header
// include/uapi/linux/btrfs_tree.h.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/endian.hpp"

namespace vixmount::fs::btrfs::layout {

// Bytes from the start of each device; those behind its end do not exist.
inline constexpr std::array<std::uint64_t, 3> kSuperblockOffsets = {64ULL << 10, 64ULL << 20,
                                                                    256ULL << 30};
inline constexpr std::string_view kMagic = "_BHRfS_M";
inline constexpr std::size_t kChecksumBytes = 32;  // of the field; an algorithm may use less
inline constexpr std::size_t kUuidBytes = 16;

struct Key {
  le64 objectid;
  std::uint8_t type;
  le64 offset;
};
static_assert(sizeof(Key) == 17);

struct DeviceItem {
  le64 id;
  le64 total_bytes;
  le64 bytes_used;
  le32 io_align;
  le32 io_width;
  le32 sector_size;
  le64 type;
  le64 generation;
  le64 start_offset;
  le32 group;
  std::uint8_t seek_speed;
  std::uint8_t bandwidth;
  std::byte uuid[kUuidBytes];
  std::byte fsid[kUuidBytes];
};
static_assert(sizeof(DeviceItem) == 98);

struct Superblock {
  std::byte checksum[kChecksumBytes];  // of all bytes behind it
  std::byte fsid[kUuidBytes];
  le64 bytenr;  // where this copy stands on the device
  le64 flags;
  char magic[8];
  le64 generation;
  le64 root;        // logical address of the tree of trees
  le64 chunk_root;  // of the chunk tree
  le64 log_root;    // of the tree of log trees, 0: there is none
  le64 log_root_generation;
  le64 total_bytes;
  le64 bytes_used;
  le64 root_dir_objectid;
  le64 device_count;
  le32 sector_size;
  le32 node_size;
  le32 leaf_size;
  le32 stripe_size;
  le32 system_chunk_bytes;
  le64 chunk_root_generation;
  le64 compat;
  le64 compat_ro;
  le64 incompat;
  le16 checksum_type;
  std::uint8_t root_level;
  std::uint8_t chunk_root_level;
  std::uint8_t log_root_level;
  DeviceItem device;  // the one this superblock stands on
  char label[256];
  le64 cache_generation;
  le64 uuid_tree_generation;
  std::byte metadata_uuid[kUuidBytes];
  le64 global_root_count;
  std::byte reserved[216];
  std::byte system_chunks[2048];  // (Key, Chunk, Stripe ...) ...
  std::byte backup_roots[4 * 168];
  std::byte padding[565];
};
static_assert(sizeof(Superblock) == 4096);
static_assert(offsetof(Superblock, chunk_root_generation) == 0xA4);
static_assert(offsetof(Superblock, device) == 0xC9);
static_assert(offsetof(Superblock, label) == 0x12B);
static_assert(offsetof(Superblock, system_chunks) == 0x32B);

struct Chunk {
  le64 length;
  le64 owner;
  le64 stripe_length;
  le64 type;
  le32 io_align;
  le32 io_width;
  le32 sector_size;
  le16 stripe_count;
  le16 sub_stripe_count;
};
static_assert(sizeof(Chunk) == 48);

struct Stripe {
  le64 device_id;
  le64 offset;  // bytes on the device
  std::byte device_uuid[kUuidBytes];
};
static_assert(sizeof(Stripe) == 32);

struct NodeHeader {
  std::byte checksum[kChecksumBytes];  // of all bytes behind it
  std::byte fsid[kUuidBytes];
  le64 bytenr;  // the node's own logical address
  le64 flags;
  std::byte chunk_tree_uuid[kUuidBytes];
  le64 generation;
  le64 owner;  // id of the tree
  le32 item_count;
  std::uint8_t level;  // 0: a leaf
};
static_assert(sizeof(NodeHeader) == 101);

struct LeafItem {
  Key key;
  le32 offset;  // of its data, from the end of the header
  le32 size;
};
static_assert(sizeof(LeafItem) == 25);

struct KeyPointer {
  Key key;
  le64 block;  // logical address
  le64 generation;
};
static_assert(sizeof(KeyPointer) == 33);

struct Time {
  le64 seconds;  // signed
  le32 nanoseconds;
};

struct InodeItem {
  le64 generation;
  le64 transaction;
  le64 size;
  le64 allocated_bytes;
  le64 block_group;
  le32 link_count;
  le32 owner;
  le32 group;
  le32 mode;
  le64 device;
  le64 flags;
  le64 sequence;
  le64 reserved[4];
  Time accessed;
  Time changed;
  Time modified;
  Time born;
};
static_assert(sizeof(InodeItem) == 160);

// The part that every version of the format has.
struct RootItem {
  InodeItem inode;
  le64 generation;
  le64 root_directory;
  le64 block;  // logical address
  le64 byte_limit;
  le64 bytes_used;
  le64 last_snapshot;
  le64 flags;
  le32 references;  // 0: deleted, being cleaned up
  Key drop_progress;
  std::uint8_t drop_level;
  std::uint8_t level;
};
static_assert(sizeof(RootItem) == 239);

// ROOT_REF and ROOT_BACKREF; the name follows.
struct RootReference {
  le64 directory;
  le64 sequence;
  le16 name_length;
};
static_assert(sizeof(RootReference) == 18);

// DIR_ITEM, DIR_INDEX and XATTR_ITEM; the name and the data follow.
struct DirectoryItem {
  Key location;
  le64 transaction;
  le16 data_length;
  le16 name_length;
  std::uint8_t type;
};
static_assert(sizeof(DirectoryItem) == 30);

// The name follows; an item may hold several.
struct InodeReference {
  le64 index;
  le16 name_length;
};
static_assert(sizeof(InodeReference) == 10);

struct ExtendedInodeReference {
  le64 parent;
  le64 index;
  le16 name_length;
};
static_assert(sizeof(ExtendedInodeReference) == 18);

// Inline content follows, or a FileExtentPlace.
struct FileExtent {
  le64 generation;
  le64 decoded_bytes;  // of the whole extent
  std::uint8_t compression;
  std::uint8_t encryption;
  le16 other_encoding;
  std::uint8_t type;
};
static_assert(sizeof(FileExtent) == 21);

struct FileExtentPlace {
  le64 block;        // logical address, 0: a hole
  le64 block_bytes;  // on disk
  le64 offset;       // where the file's part begins in the (decoded) extent
  le64 length;       // of the file's part
};
static_assert(sizeof(FileExtentPlace) == 32);

}  // namespace vixmount::fs::btrfs::layout
