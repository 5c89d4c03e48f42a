// The journal's own superblock: what is in the log, and in which form.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "fs/ext/journal/journal_file.hpp"

namespace vixmount::fs::ext::jbd2 {

// Checked: every position lies inside the journal.
struct JournalSuperblock {
  std::uint32_t block_size = 0;  // bytes
  std::uint32_t first = 0;       // log blocks [first, end) hold full transactions, cyclically
  std::uint32_t end = 0;
  std::uint32_t start = 0;  // where the first one begins; 0: nothing to replay
  std::uint32_t sequence = 0;
  // Fast commits, in log blocks [first, end); an empty range without the feature.
  std::uint32_t fast_commit_first = 0;
  std::uint32_t fast_commit_end = 0;
  std::int32_t error_number = 0;  // recorded by the guest's kernel when it aborted; else 0

  bool has_64bit = false;
  bool has_async_commit = false;
  bool has_checksum_v1 = false;
  bool has_checksum_v2 = false;
  bool has_checksum_v3 = false;
  std::uint32_t checksum_seed = 0;  // CRC-32C of the UUID (v2, v3)

  bool has_block_checksums() const noexcept { return has_checksum_v2 || has_checksum_v3; }
  std::uint32_t log_blocks() const noexcept { return end - first; }
  // The log is a ring: the block behind `block`.
  std::uint32_t next(std::uint32_t block) const noexcept {
    return block + 1 >= end ? first : block + 1;
  }
};

// Reads log block 0. Error{damaged} says what contradicts itself, Error{unsupported} which unknown
// feature the journal needs.
JournalSuperblock read_journal_superblock(const JournalFile& journal);

}  // namespace vixmount::fs::ext::jbd2
