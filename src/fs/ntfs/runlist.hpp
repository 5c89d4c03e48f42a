// Where the clusters of a non-resident attribute lie: the mapping pairs, decoded. Facts: libfsntfs,
// "Data runs"; Linux fs/ntfs3 (run.c); ntfs-3g (runlist.c).
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/bytes.hpp"
#include "fs/ntfs/attribute.hpp"
#include "fs/ntfs/boot_sector.hpp"

namespace vixmount::fs::ntfs {

struct Run {
  static constexpr std::uint64_t kHole = ~std::uint64_t{0};

  std::uint64_t vcn = 0;     // first virtual cluster: in the attribute
  std::uint64_t lcn = 0;     // first logical cluster: on the volume; kHole when there is none
  std::uint64_t length = 0;  // clusters, at least 1

  bool is_hole() const noexcept { return lcn == kHole; }
  std::uint64_t end_vcn() const noexcept { return vcn + length; }
  friend bool operator==(const Run&, const Run&) = default;
};

// Ascending by vcn and without gaps.
using Runlist = std::vector<Run>;

// Bound for one attribute, all its parts together: 2 Mi runs (48 MiB) are more than an attribute
// list of the largest size that Windows writes (256 KiB) can name.
inline constexpr std::size_t kMostRuns = 2UL << 20;

// Decodes one part that begins at `lowest_vcn` and appends it to `out`, whose last run must end
// there. Neighbours that continue each other are joined. Every run lies inside the volume.
// Error{damaged}, Error{limit_exceeded}.
void append_runs(Runlist& out, BytesView mapping_pairs, std::uint64_t lowest_vcn,
                 const Geometry& geometry);

// The same for an attribute's part, and that it describes what its header says.
void append_runs(Runlist& out, const Attribute& part, const Geometry& geometry);

// The run that holds `vcn`, or nullptr when the list ends before it. Binary search.
const Run* find_run(const Runlist& runs, std::uint64_t vcn) noexcept;

}  // namespace vixmount::fs::ntfs
