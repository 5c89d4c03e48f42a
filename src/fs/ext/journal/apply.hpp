// The last two passes of recovery: which copy of each block counts, and its way into the overlay.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "fs/ext/journal/journal_file.hpp"
#include "fs/ext/journal/journal_superblock.hpp"
#include "fs/ext/journal/scan.hpp"
#include "io/overlay_source.hpp"

namespace vixmount::fs::ext::jbd2 {

struct ApplyResult {
  std::uint32_t transactions = 0;
  std::size_t blocks = 0;           // blocks of the file system that now read differently
  std::uint32_t next_sequence = 0;  // id of the transaction after the last one applied
  std::string damage;               // why later transactions were left out; empty: none were
};

// Redirects each block of `overlay` that the log holds to its latest copy that was not revoked.
// Only escaped blocks are copied. A logged block with a wrong checksum ends the log before its
// transaction. Error{damaged} when a target lies outside of the volume.
ApplyResult apply_log(const JournalFile& file, const JournalSuperblock& journal, ScanResult scan,
                      io::OverlaySource& overlay);

}  // namespace vixmount::fs::ext::jbd2
