// The superblock as a checked value: what it describes is possible, though not yet proven true.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/guid.hpp"
#include "fs/ext/layout.hpp"
#include "io/byte_source.hpp"

namespace vixmount::fs::ext {

// Features: bits as in the field they live in.
enum class Compat : std::uint32_t {
  has_journal = 0x4,
  ext_attr = 0x8,
  resize_inode = 0x10,
  dir_index = 0x20,
  sparse_super2 = 0x200,
  fast_commit = 0x400,
  orphan_file = 0x1000,
};
enum class Incompat : std::uint32_t {
  compression = 0x1,
  filetype = 0x2,
  needs_recovery = 0x4,
  journal_device = 0x8,
  meta_bg = 0x10,
  extents = 0x40,
  bits64 = 0x80,
  mmp = 0x100,
  flex_bg = 0x200,
  ea_inode = 0x400,
  dirdata = 0x1000,
  checksum_seed = 0x2000,
  large_dir = 0x4000,
  inline_data = 0x8000,
  encrypt = 0x10000,
  casefold = 0x20000,
};
enum class RoCompat : std::uint32_t {
  sparse_super = 0x1,
  large_file = 0x2,
  btree_dir = 0x4,
  huge_file = 0x8,
  gdt_checksum = 0x10,
  dir_nlink = 0x20,
  extra_inode_size = 0x40,
  quota = 0x100,
  bigalloc = 0x200,
  metadata_checksum = 0x400,
  project = 0x2000,
  verity = 0x8000,
  orphan_present = 0x10000,
};

// Plain value; every derived number is consistent with the others (see parse_superblock).
struct Superblock {
  layout::Superblock raw;
  std::uint64_t byte_offset = 0;  // where this copy stands on the volume

  std::uint32_t block_size = 0;    // bytes, 1 KiB to 64 KiB
  std::uint32_t cluster_size = 0;  // bytes; block_size without bigalloc
  std::uint64_t block_count = 0;
  std::uint32_t first_data_block = 0;
  std::uint32_t blocks_per_group = 0;
  std::uint32_t inodes_per_group = 0;
  std::uint32_t inode_count = 0;
  std::uint32_t group_count = 0;
  std::uint32_t inode_size = 0;        // bytes, power of two, 128 to block_size
  std::uint32_t descriptor_size = 0;   // bytes, power of two, 32 to 1024
  std::uint32_t first_free_inode = 0;  // the first that is not reserved
  std::uint32_t checksum_seed = 0;     // crc32c start value of all metadata checksums

  bool has(Compat feature) const noexcept {
    return (feature_compat & static_cast<std::uint32_t>(feature)) != 0;
  }
  bool has(Incompat feature) const noexcept {
    return (feature_incompat & static_cast<std::uint32_t>(feature)) != 0;
  }
  bool has(RoCompat feature) const noexcept {
    return (feature_ro_compat & static_cast<std::uint32_t>(feature)) != 0;
  }
  // 0 in revision 0, whose superblock has no such fields.
  std::uint32_t feature_compat = 0;
  std::uint32_t feature_incompat = 0;
  std::uint32_t feature_ro_compat = 0;

  bool has_metadata_checksums() const noexcept { return has(RoCompat::metadata_checksum); }
  Guid uuid() const noexcept;
  std::string label() const;  // UTF-8
  // "ext2", "ext3", "ext4", "ext4dev" or "jbd" by the rules of blkid.
  std::string type_name() const;
  std::uint64_t first_block_of_group(std::uint32_t group) const noexcept {
    return first_data_block + std::uint64_t{group} * blocks_per_group;
  }
};

// Where the journal lies.
struct JournalLocation {
  std::uint32_t inode = 0;  // 0: not on this volume
  Guid external_uuid;       // of the journal device, when inode is 0
};
// Nothing without the feature has_journal.
std::optional<JournalLocation> journal_location(const Superblock& superblock);

// True when the bytes at `offset` carry the magic number.
bool has_superblock_magic(const io::ByteSource& volume, std::uint64_t offset);

// The copy at `offset`, with every number checked against the others and against `volume_size`
// limits that are needed to read safely. Error{damaged} names the field; a volume without the magic
// number is Error{damaged} too. `verify_checksum`: also the superblock's own, where it has one.
Superblock parse_superblock(const io::ByteSource& volume, std::uint64_t offset,
                            bool verify_checksum);

// Error{unsupported} that names each incompatible feature this reader does not know.
void require_known_features(const Superblock& superblock);

}  // namespace vixmount::fs::ext
