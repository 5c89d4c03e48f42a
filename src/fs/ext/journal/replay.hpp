// Replay of a jbd2 journal into an overlay in memory; the volume itself is never written.
//
// What a guest does when it boots after a crash: the complete transactions of the log are applied,
// then the fast commits behind them. Its orphan list (files unlinked while open, truncates under
// way) needs nothing for reading: unlinked files have no name, and a file that is being truncated
// already has its new size.
#pragma once

#include <string>

#include "base/log.hpp"
#include "fs/ext/superblock.hpp"
#include "io/byte_source.hpp"

namespace vixmount::fs::ext {

struct ReplayResult {
  io::SourcePtr volume;  // with all committed transactions applied; needs_recovery is off in it
  std::string remark;    // for FileSystemInfo::state: "journal replayed: 12 transactions"
};

// For a file system with needs_recovery, or whose superblock is a backup copy (those never say so;
// a journal that is in use knows it itself). A journal that cannot be used (damaged, on another
// device, with unknown features) is no error: the result is `volume` itself, unchanged,
// and the remark says why. Error{io} when the volume cannot be read.
ReplayResult replay_journal(io::SourcePtr volume, const Superblock& superblock,
                            const JournalLocation& location, const Log& log);

}  // namespace vixmount::fs::ext
