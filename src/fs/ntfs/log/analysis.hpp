// The first pass of recovery: the tables as they were when the guest stopped, and which part of the
// log has to be replayed.
#pragma once

#include <cstdint>

#include "fs/ntfs/log/log_file.hpp"
#include "fs/ntfs/log/tables.hpp"

namespace vixmount::fs::ntfs::log {

struct Analysis {
  OpenAttributes attributes;
  DirtyClusters dirty;
  Transactions transactions;
  Lsn redo_from = 0;  // 0: there is nothing to redo
  Lsn last = 0;       // last record of the log
};

// Walks the log from its last checkpoint to its end. `cluster_size` in bytes. Error{damaged},
// Error{unsupported}, Error{limit_exceeded}.
Analysis analyse(LogFile& log, std::uint32_t cluster_size);

}  // namespace vixmount::fs::ntfs::log
