// The superblock as a checked value: what it describes is possible, though not yet proven true.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>

#include "fs/ufs/byte_order.hpp"
#include "io/byte_source.hpp"

namespace vixmount::fs::ufs {

enum class Version : std::uint8_t { ufs1, ufs2 };

// Who wrote it, as far as it changes inodes and directories.
enum class Dialect : std::uint8_t {
  old_bsd,   // 4.2BSD inodes: 16-bit owners, directory entries without types
  bsd44,     // 32-bit owners, types; all UFS2
  solaris,   // 32-bit owners elsewhere, times with microseconds, entries without types
};

// fs_flags
namespace flag {
inline constexpr std::uint32_t soft_updates = 0x2;
inline constexpr std::uint32_t needs_check = 0x4;
inline constexpr std::uint32_t soft_updates_journal = 0x8;
inline constexpr std::uint32_t geom_journal = 0x40;
inline constexpr std::uint32_t flags_updated = 0x80;     // in the old flags: UFS1 has the new ones
inline constexpr std::uint32_t write_ahead_log = 0x100;  // NetBSD; FreeBSD: NFSv4 ACLs
inline constexpr std::uint32_t check_hashes = 0x200;     // FreeBSD; NetBSD: quota
}  // namespace flag

namespace check_hash {
inline constexpr std::uint32_t superblock = 0x1;
inline constexpr std::uint32_t inodes = 0x4;
}  // namespace check_hash

// Where NetBSD keeps its log.
struct LogLocation {
  std::uint64_t begin = 0;       // in units of unit bytes
  std::uint64_t unit_count = 0;
  std::uint64_t unit = 0;
};

// Plain value; every derived number is consistent with the others (see parse_superblock).
struct Superblock {
  ByteOrder order = ByteOrder::little;
  Version version = Version::ufs1;
  Dialect dialect = Dialect::bsd44;
  std::uint64_t byte_offset = 0;      // where this copy stands on the volume

  std::uint32_t block_size = 0;       // bytes, 4 KiB to 64 KiB
  std::uint32_t fragment_size = 0;    // bytes, an eighth of block_size at least
  std::uint32_t fragments_per_block = 0;
  std::uint64_t fragment_count = 0;   // of the file system
  std::uint64_t data_fragments = 0;
  std::uint32_t group_count = 0;
  std::uint32_t fragments_per_group = 0;
  std::uint32_t inodes_per_group = 0;
  std::uint32_t inode_size = 0;       // bytes
  std::uint32_t superblock_in_group = 0;  // fragments
  std::uint32_t inodes_in_group = 0;
  std::uint32_t group_skew = 0;
  std::uint32_t group_skew_mask = 0;
  std::uint32_t longest_fast_link = 0;  // 0: links without blocks are fast
  std::uint32_t minimum_free_percent = 0;
  std::uint32_t flags = 0;
  std::uint32_t check_hash_kinds = 0;
  std::uint32_t id_high = 0, id_low = 0;
  bool clean = true;
  bool uses_solaris_log = false;      // which is not replayed
  std::uint64_t free_blocks = 0, free_fragments = 0, free_inodes = 0;
  std::string volume_name;            // as stored
  std::optional<LogLocation> log;     // in use

  std::uint32_t pointer_size() const noexcept { return version == Version::ufs1 ? 4 : 8; }
  std::uint32_t inodes_per_block() const noexcept { return block_size / inode_size; }
  std::uint64_t inode_count() const noexcept {
    return std::uint64_t{group_count} * inodes_per_group;
  }
  // First fragment of a group's own structures.
  std::uint64_t group_begin(std::uint32_t group) const noexcept;
  std::uint64_t bytes() const noexcept { return fragment_count * fragment_size; }
  std::string label() const;  // UTF-8; UFS1 has none
  std::string uuid() const;   // as blkid prints it
};

// The copy at `offset`, with every number checked against the others. Nothing when there is no
// magic number of UFS; Error{damaged} names the field. The copy's own check hash is verified.
std::optional<Superblock> parse_superblock(const io::ByteSource& volume, std::uint64_t offset,
                                           bool verify_check_hash);

}  // namespace vixmount::fs::ufs
