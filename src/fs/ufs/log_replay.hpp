// Replay of NetBSD's write-ahead log (WAPBL) into an overlay: metadata reach their place on the
// volume only after the log has them, so that without it a file system in use is one of some
// seconds ago at best, and a mixture at worst.
#pragma once

#include <string>

#include "base/log.hpp"
#include "fs/ufs/superblock.hpp"
#include "io/byte_source.hpp"

namespace vixmount::fs::ufs {

struct Replayed {
  io::SourcePtr volume;  // the same when there was nothing to do
  std::string remark;    // for people
};

// Error{damaged} for a log that contradicts itself: nothing is taken from it then.
// Error{unsupported} for sectors other than of 512 bytes.
Replayed replay_log(const io::SourcePtr& volume, const LogLocation& location, const Log& log);

}  // namespace vixmount::fs::ufs
