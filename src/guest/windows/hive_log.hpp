// Transaction logs of a hive. Windows writes changes to a log first and to the hive later; of a
// machine that runs, or stopped without shutting down, the newest part is in the logs alone.
//
// Two formats: pages with a bitmap (DIRT; until Windows 8) and numbered entries (HvLE; since 8.1),
// see docs/formats/windows-registry.md. Both are applied to a copy of the hive in memory.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "guest/windows/hive_memory.hpp"
#include "io/byte_source.hpp"

namespace vixmount::guest::windows {

struct HiveLog {
  std::string name;  // for remarks: "SYSTEM.LOG1"
  io::SourcePtr content;
};

// What became of the hive.
struct LogOutcome {
  bool was_dirty = false;            // writing had not ended, or the base block was damaged
  std::size_t applied = 0;           // log entries, or 1 for a log of pages
  std::vector<std::string> unused;   // logs that were of no use, and why: one of two mostly is
  std::vector<std::string> remarks;  // what is missing although logs were applied
};

// Brings the hive up to date. A hive that was written out is left alone, whatever its logs hold, as
// Windows does. An entry is applied as a whole or not at all. Errors of reading pass through;
// damage in a log ends what is taken from it.
LogOutcome apply_logs(HiveMemory& hive, const std::vector<HiveLog>& logs);

}  // namespace vixmount::guest::windows
