// The entries of a directory: file identifier descriptors one behind the other. Facts: ECMA-167,
// 4/14.4; OSTA UDF 2.60, 2.3.4.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "fs/udf/logical_volume.hpp"

namespace vixmount::fs::udf {

struct NamedEntry {
  std::string name;            // empty: of the parent, or none that Linux would show
  std::uint64_t position = 0;  // byte of the directory
  std::uint64_t next = 0;      // where the entry behind it begins
  std::uint8_t characteristics = 0;
  Location icb;

  bool is_parent() const noexcept { return (characteristics & layout::kParent) != 0; }
  bool is_deleted() const noexcept { return (characteristics & layout::kDeleted) != 0; }
  bool is_hidden() const noexcept { return (characteristics & layout::kHidden) != 0; }
  bool is_directory() const noexcept { return (characteristics & layout::kDirectory) != 0; }
};

// Returns false to stop.
using NamedEntryVisitor = std::function<bool(const NamedEntry&)>;

// Of a larger one 4-byte units could not be numbered in 32 bits.
inline constexpr std::uint64_t kMostDirectoryBytes = 1ULL << 34;

// Visits all entries from byte `position` on, which is where one begins; those in front of a
// damaged one and, where a sound one follows, those behind it. Then throws Error{damaged}. `window`
// bytes are read at once.
void scan_entries(const LogicalVolume& volume, const FileEntry& directory, std::uint64_t position,
                  std::size_t window, const NamedEntryVisitor& visit);

}  // namespace vixmount::fs::udf
