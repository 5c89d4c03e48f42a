// The first pass of recovery: walks the log from its tail, finds the transactions that are complete
// and what they contain.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "fs/ext/journal/journal_file.hpp"
#include "fs/ext/journal/journal_superblock.hpp"

namespace vixmount::fs::ext::jbd2 {

// Bound of the blocks a log may list: four times what the largest journal that mke2fs makes by
// itself holds (1 GiB in blocks of 4 KiB). 24 bytes of memory each, and as much again in the
// overlay.
inline constexpr std::size_t kMostLoggedBlocks = std::size_t{1} << 20;

// A file system block with its copy in the log. Transactions are counted from 0 in the order of
// the log, which spares everybody the wrap-around of their ids.
struct LoggedBlock {
  std::uint64_t block = 0;
  std::uint32_t log_block = 0;
  std::uint32_t transaction = 0;
  bool escaped = false;
  bool intact = true;  // its checksum is right (or there is none)
};

struct RevokedBlocks {
  std::uint32_t log_block = 0;  // a revoke block
  std::uint32_t transaction = 0;
};

struct ScanResult {
  std::uint32_t transactions = 0;   // complete ones
  std::uint32_t next_sequence = 0;  // id of the transaction that would follow them
  std::vector<LoggedBlock> blocks;  // of complete transactions, in the order of the log
  std::vector<RevokedBlocks> revokes;
  std::string damage;  // why the log ends early, for people; empty at an ordinary end

  // Drops the transactions from number `transaction` on.
  void cut(std::uint32_t transaction);
};

// The log ends, as for the kernel, where the next block is not of the next transaction. A
// transaction whose checksums are wrong ends it too; with the feature async_commit an incomplete
// last transaction is ordinary, anything else is told in `damage`. Error{limit_exceeded}.
ScanResult scan_log(const JournalFile& file, const JournalSuperblock& journal);

}  // namespace vixmount::fs::ext::jbd2
