// The superblock as a checked value.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/guid.hpp"
#include "fs/btrfs/checksum.hpp"
#include "fs/btrfs/layout.hpp"
#include "io/byte_source.hpp"

namespace vixmount::fs::btrfs {

enum class Incompat : std::uint64_t {
  mixed_backref = 1 << 0,
  default_subvolume = 1 << 1,
  mixed_groups = 1 << 2,
  compress_lzo = 1 << 3,
  compress_zstd = 1 << 4,
  big_metadata = 1 << 5,
  extended_iref = 1 << 6,
  raid56 = 1 << 7,
  skinny_metadata = 1 << 8,
  no_holes = 1 << 9,
  metadata_uuid = 1 << 10,
  raid1c34 = 1 << 11,
  zoned = 1 << 12,
  extent_tree_v2 = 1 << 13,
  raid_stripe_tree = 1 << 14,
  simple_quota = 1 << 16,
};

// Plain value; node and sector size are powers of two within the format's limits.
struct Superblock {
  layout::Superblock raw;
  std::uint64_t byte_offset = 0;  // where this copy stands on its device
  ChecksumType checksum_type{};
  std::uint32_t sector_size = 0;  // bytes, 512 to 64 KiB
  std::uint32_t node_size = 0;    // bytes, sector_size to 64 KiB

  bool has(Incompat feature) const noexcept {
    return (raw.incompat & static_cast<std::uint64_t>(feature)) != 0;
  }
  std::uint64_t generation() const noexcept { return raw.generation; }
  Guid fsid() const noexcept;
  // What the headers of nodes carry: the fsid as it was when they were written.
  Guid metadata_uuid() const noexcept;
  Guid device_uuid() const noexcept;
  std::string label() const;
};

struct FoundSuperblock {
  Superblock superblock;
  std::string remark;  // what was wrong with other copies, or empty
};

// True when the bytes at the first copy's place carry the magic number.
bool has_superblock_magic(const io::ByteSource& device);

// The copy with the newest generation of those that are good. Error{damaged} says what is wrong
// with the first, when none is. `verify_checksum`: off only to let a fuzzer pass.
FoundSuperblock find_superblock(const io::ByteSource& device, bool verify_checksum);

// Error{unsupported} that names each feature this reader does not know, and states of the file
// system that cannot be read.
void require_known_features(const Superblock& superblock);

}  // namespace vixmount::fs::btrfs
