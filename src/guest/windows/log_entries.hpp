// Logs of numbered entries (HvLE; since Windows 8.1 and Server 2012 R2).
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "guest/windows/hive_memory.hpp"
#include "guest/windows/registry_layout.hpp"
#include "io/byte_source.hpp"

namespace vixmount::guest::windows {

// Bytes of one entry: Windows begins a new one long before. Larger ones end the log.
inline constexpr std::uint64_t kLargestLogEntry = std::uint64_t{64} << 20;

// The valid entries of a log, in their order: the first has the number of the log's base block,
// each further one the next; what follows are leftovers of earlier rounds.
class EntryLog {
 public:
  // `base` is the log's own. Reads the headers and checks the hashes.
  EntryLog(io::SourcePtr content, const layout::BaseBlock& base);

  bool empty() const noexcept { return entries_.empty(); }
  std::uint32_t first_sequence() const noexcept { return first_sequence_; }
  std::uint32_t last_sequence() const noexcept {
    return first_sequence_ + static_cast<std::uint32_t>(entries_.size()) - 1;
  }
  const layout::BaseBlock& base() const noexcept { return base_; }

  // Applies all entries to the hive's bins; returns their number.
  std::size_t apply(HiveMemory& hive) const;
  // Of the last entry.
  std::uint32_t bins_size() const;
  std::uint32_t flags() const;

 private:
  struct Entry {
    std::uint64_t position = 0;  // in the log
    layout::LogEntry header;
  };

  std::optional<Entry> read_entry(std::uint64_t position, std::uint32_t sequence) const;
  void apply(const Entry& entry, HiveMemory& hive) const;

  io::SourcePtr content_;
  layout::BaseBlock base_;
  std::uint32_t first_sequence_;
  std::vector<Entry> entries_;
};

}  // namespace vixmount::guest::windows
