// Replay of a jbd2 journal into an overlay in memory; the volume itself is never written.
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

// Error{damaged} when the journal cannot be used, Error{unsupported} for an external one.
ReplayResult replay_journal(io::SourcePtr volume, const Superblock& superblock,
                            const JournalLocation& location, const Log& log);

}  // namespace vixmount::fs::ext
