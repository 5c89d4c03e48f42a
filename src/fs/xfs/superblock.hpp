// The superblock as a checked value: what it describes is possible, though not yet proven true.
#pragma once

#include <cstdint>
#include <string>

#include "base/guid.hpp"
#include "fs/xfs/layout.hpp"
#include "io/byte_source.hpp"

namespace vixmount::fs::xfs {

// Bits of `version`.
enum class VersionFeature : std::uint16_t {
  case_insensitive = 0x4000,  // "ascii-ci"
  more_features = 0x8000,
};
// Bits of `features2` (version 4).
enum class Feature2 : std::uint32_t {
  file_type = 0x200,
};
// Bits that a reader of version 5 must know.
enum class Incompat : std::uint32_t {
  file_type = 0x1,
  sparse_inodes = 0x2,
  metadata_uuid = 0x4,
  big_time = 0x8,
  needs_repair = 0x10,
  large_extent_counts = 0x20,
  exchange_range = 0x40,
  parent_pointers = 0x80,
};

// Plain value; every derived number is consistent with the others (see parse_superblock).
struct Superblock {
  layout::Superblock raw;
  std::uint64_t byte_offset = 0;  // where this copy stands on the volume

  unsigned version = 0;           // 4 or 5
  std::uint32_t block_size = 0;   // bytes, 512 to 64 KiB
  std::uint32_t sector_size = 0;  // bytes, 512 to 32 KiB, at most a block
  std::uint64_t block_count = 0;
  std::uint32_t group_blocks = 0;
  std::uint32_t group_count = 0;
  std::uint32_t inode_size = 0;            // bytes, 256 to 2048, at most a block
  std::uint32_t directory_block_size = 0;  // bytes, at most 64 KiB
  std::uint32_t features_incompat = 0;     // 0 in version 4
  bool has_file_types = false;             // in directory entries
  bool is_case_insensitive = false;        // look-up in directories, ASCII letters
  layout::Uuid metadata_uuid{};            // that blocks of metadata carry

  bool has(Incompat feature) const noexcept {
    return (features_incompat & static_cast<std::uint32_t>(feature)) != 0;
  }
  bool has_checksums() const noexcept { return version == 5; }
  Guid uuid() const noexcept;
  std::string label() const;  // UTF-8
  std::uint64_t size() const noexcept { return block_count * block_size; }  // bytes
  // Blocks of group `group`, which exists.
  std::uint32_t blocks_in_group(std::uint32_t group) const noexcept;
  std::uint64_t group_offset(std::uint32_t group) const noexcept {  // bytes
    return std::uint64_t{group} * group_blocks * block_size;
  }
};

// True when the bytes at `offset` carry the magic number.
bool has_superblock_magic(const io::ByteSource& volume, std::uint64_t offset);

// The copy at `offset`, with every number checked against the others. Error{damaged} names the
// field, Error{unsupported} versions before 4 and unknown incompatible features by name.
Superblock parse_superblock(const io::ByteSource& volume, std::uint64_t offset,
                            bool verify_checksum);

// The names on the first copy, whose numbers are not to be trusted.
Superblock parse_names_only(const io::ByteSource& volume);

}  // namespace vixmount::fs::xfs
