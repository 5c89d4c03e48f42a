// Where the log's newest record ends (its head) and where the oldest one begins that is needed (its
// tail), by the numbers in the blocks: the log has no header of its own.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "fs/xfs/log/record.hpp"

namespace vixmount::fs::xfs::log {

// Bound of the records in use: a log of 2 GiB in records of 4 KiB.
inline constexpr std::size_t kMostRecords = std::size_t{1} << 19;

// The records that recovery has to look at, oldest first; none after an orderly unmount.
struct ActiveLog {
  std::vector<std::uint32_t> records;  // their blocks
  bool was_torn = false;               // the last writes were cut off and are left out
};

// Error{damaged} when what lies between tail and head is no row of good records.
ActiveLog find_active_log(const LogArea& area, const xfs::layout::Uuid& uuid);

}  // namespace vixmount::fs::xfs::log
