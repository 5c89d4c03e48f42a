// Several members as one source: the arrangements that MD, LVM, LDM and firmware RAID share.
//
// All make_ functions take the members' data areas in the order of their roles; null stands for a
// missing one. map() of what they return composes through to the members wherever bytes lie on a
// present one, so that a stripe costs a map and no copy; only what has to be computed from parity
// is opaque. Bytes that too many missing members hold throw Error{damaged} where they are read;
// callers that want a sound volume ask survives() first. The sources are const and safe from many
// threads. All sizes in bytes. Error{unsupported} for numbers that no array has (chunk 0, too few
// members).
#pragma once

#include <cstdint>
#include <vector>

#include "io/byte_source.hpp"

namespace vixmount::volume::raid {

using Members = std::vector<io::SourcePtr>;

// ---- raid0 ----

// What Linux does with members of different sizes (md's "layout" of raid0): both cut the members
// into zones, and differ in which member the second and later zones begin with. Equal members are
// the same. The members' sizes count, so each has to end where its data area does; missing ones are
// taken to hold what the others leave of `size`.
enum class StripedLayout : std::uint8_t { original, alternate };

struct StripedGeometry {
  std::uint64_t chunk_size = 0;
  StripedLayout layout = StripedLayout::alternate;
};
io::SourcePtr make_striped(Members members, const StripedGeometry& geometry, std::uint64_t size);

// ---- raid1 ----

// Reads the first present member; where that one throws, the next.
io::SourcePtr make_mirror(Members members, std::uint64_t size);

// ---- raid4, 5, 6 ----

// Where parity stands in stripe n, and where the data of a stripe begins. The names are those of md
// (drivers/md/raid5.h); LVM's raid5_la ... and raid6_zr ... map onto them.
enum class ParityLayout : std::uint8_t {
  left_asymmetric,
  right_asymmetric,
  left_symmetric,
  right_symmetric,
  parity_first,  // raid4 with the parity on the first member
  parity_last,   // raid4; raid5_n
  // raid6 only:
  ddf_zero_restart,   // md's ROTATING_ZERO_RESTART (8), LVM's raid6_zr
  ddf_n_restart,      // ROTATING_N_RESTART (9), raid6_nr
  ddf_n_continue,     // ROTATING_N_CONTINUE (10), raid6_nc
  left_asymmetric_6,  // Q on the last member, the rest as raid5 (16 ...)
  right_asymmetric_6,
  left_symmetric_6,
  right_symmetric_6,
  parity_first_6,
};

struct ParityGeometry {
  unsigned parity_members = 1;  // 1: raid4 and 5, 2: raid6
  ParityLayout layout = ParityLayout::left_symmetric;
  std::uint64_t chunk_size = 0;
};
io::SourcePtr make_parity(Members members, const ParityGeometry& geometry, std::uint64_t size);

// ---- raid10 ----

// As md keeps it in one number: `near` copies side by side, `far` copies in further parts of the
// members; `offset`: the far copies stand in the next stripe instead (md's bit 16). `use_far_sets`:
// far copies stay within sets of near * far members (md's bits 17 and 18).
struct Raid10Geometry {
  unsigned near_copies = 2;
  unsigned far_copies = 1;
  bool far_is_offset = false;
  bool use_far_sets = false;
  std::uint64_t chunk_size = 0;
};
// From the number itself, which dm-raid keeps as well. Error{unsupported} for numbers that no tool
// writes, and for the far sets of value 1 in the bits from 17 on, a short-lived mistake of the
// kernel's.
Raid10Geometry raid10_geometry_of(std::uint32_t layout, std::uint64_t chunk_size);
io::SourcePtr make_raid10(Members members, const Raid10Geometry& geometry, std::uint64_t size);

// True when every byte can still be read with the members that are there.
bool survives_parity(const Members& members, const ParityGeometry& geometry) noexcept;
bool survives_raid10(const Members& members, const Raid10Geometry& geometry) noexcept;

}  // namespace vixmount::volume::raid
