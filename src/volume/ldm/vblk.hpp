// The entries of a database, put together to records.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/bytes.hpp"

namespace vixmount::volume::ldm {

// The bytes of one record, behind the heads of its entries.
struct RawRecord {
  std::uint64_t position = 0;  // of its first entry, in the disk
  std::vector<std::byte> bytes;
};

// Reads all entries of `entries`, each of `entry_size` bytes (at least 32). Records are in the
// order of their first entries. What is damaged or not complete is left out and described in
// `faults` (at most kMostFaults of them).
std::vector<RawRecord> collect_records(const BytesView& entries, std::uint32_t entry_size,
                                       std::vector<std::string>& faults);

// Faults of one database that are told; a region of random bytes has thousands.
inline constexpr std::size_t kMostFaults = 16;

}  // namespace vixmount::volume::ldm
