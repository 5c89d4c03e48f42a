// What one member's superblock says, whatever its version: in bytes, checked as far as one member
// alone can be.
#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.hpp"
#include "base/checked.hpp"
#include "io/byte_source.hpp"

namespace vixmount::volume::md {

enum class Version : std::uint8_t { v0_90, v1_0, v1_1, v1_2 };
std::string_view name_of(Version version) noexcept;  // "0.90", "1.2"

// How the data is spread over the members.
struct Geometry {
  std::int32_t level = 0;        // 0, 1, 4, 5, 6, 10; below 0 see kLevelLinear
  std::uint32_t layout = 0;      // its meaning depends on the level
  bool has_layout = true;        // raid0 only: false when nothing tells its layout
  std::uint64_t chunk_size = 0;  // bytes
  std::uint32_t raid_disks = 0;
  friend bool operator==(const Geometry&, const Geometry&) = default;
};
constexpr std::int32_t kLevelLinear = -1;

// A change of the geometry that is going on: bytes of the array before `position` (forwards) or
// from it on (backwards) lie in the new geometry already.
struct Reshape {
  Geometry target;
  std::uint64_t position = 0;
  bool backwards = false;
  std::int64_t offset_change =
      0;  // of this member: its data offset in the new geometry is so much more
};

constexpr std::uint64_t kAll = std::numeric_limits<std::uint64_t>::max();

struct Superblock {
  Version version = Version::v1_2;
  std::uint64_t offset = 0;                      // of the superblock in the member
  std::string uuid;                              // of the array, as mdadm prints it
  std::string array_name;                        // "host:name"; empty for 0.90
  std::optional<std::uint32_t> preferred_minor;  // 0.90
  std::uint64_t created = 0;                     // seconds since 1970
  std::uint64_t events = 0;

  Geometry geometry;
  std::optional<Reshape> reshape;
  std::uint64_t component_size = 0;    // what the array uses of each member; raid0, linear: unused
  std::uint64_t data_offset = 0;       // of the data in the member
  std::uint64_t data_size = 0;         // what there is for data in the member
  std::uint64_t in_sync_up_to = kAll;  // bytes of each member; kAll: the array was stopped cleanly

  std::uint32_t device_number = 0;
  std::vector<std::uint16_t> roles;      // by device number, as layout.hpp has them
  std::uint64_t recovered_up_to = kAll;  // bytes of this member's data; kAll: all
  bool is_replacement = false;           // stands in for the present member of the same role
  bool has_write_journal = false;
  std::optional<ByteRange> bad_blocks;  // where this member's log of bad blocks is
  std::uint8_t bad_blocks_shift = 0;

  // This member's own opinion; a number outside the table is a spare.
  std::uint16_t role() const noexcept;
};

// What was found where a superblock may be.
struct Parsed {
  std::optional<Superblock> superblock;
  // Why there is none although the magic number is there; `unsupported` tells newer formats from
  // damage.
  std::string fault;
  bool unsupported = false;
};

// The superblock of version 1 in `block` (4096 bytes, read from byte block.origin() of a member of
// `member_size` bytes), or of version 0.90 in either byte order. Nothing when the magic number is
// not there or the superblock says it belongs elsewhere.
std::optional<Parsed> parse_version_1(BytesView block, Version version, std::uint64_t member_size);
std::optional<Parsed> parse_version_0(BytesView block);

}  // namespace vixmount::volume::md
