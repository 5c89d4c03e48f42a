// Replay of the log into an overlay in memory; the volume itself is never written.
//
// What a guest does when it boots after a crash: the committed transactions are applied in their
// order, where the block on the disk is not newer; then changes that were cut short are brought to
// an end. The list of unlinked inodes needs nothing for reading: those have no name.
#pragma once

#include <string>

#include "base/log.hpp"
#include "fs/xfs/pending_maps.hpp"
#include "fs/xfs/replayed.hpp"
#include "fs/xfs/superblock.hpp"
#include "io/byte_source.hpp"

namespace vixmount::fs::xfs {

struct ReplayResult {
  io::SourcePtr volume;  // with all committed transactions applied
  Replayed replayed;
  PendingMaps pending_maps;
  std::string remark;  // for FileSystemInfo::state: "log replayed: 12 transactions"; empty after an
                       // orderly unmount
};

// A log that cannot be used (damaged, on another device) is no error: the result is `volume`
// itself, unchanged, and the remark says why. With `apply` false the log is only looked at.
// Error{io} when the volume cannot be read.
ReplayResult replay_log(const io::SourcePtr& volume, const Superblock& superblock, bool apply,
                        const Log& log);

}  // namespace vixmount::fs::xfs
