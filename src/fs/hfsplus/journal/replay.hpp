// Replay of the journal into an overlay in memory; the volume itself is never written.
//
// What macOS does when it mounts a volume that was not unmounted: the blocks of all whole
// transactions are put in their places, oldest first; the first that is not right is the end.
#pragma once

#include <string>

#include "base/log.hpp"
#include "fs/hfsplus/hfsplus.hpp"
#include "fs/hfsplus/volume_header.hpp"
#include "io/byte_source.hpp"

namespace vixmount::fs::hfsplus::journal {

struct ReplayResult {
  io::SourcePtr volume;  // with all whole transactions applied
  std::string remark;    // for FileSystemInfo::state; empty when nothing was to do
};

// `volume` may have an HFS wrapper around the HFS+ that `header` is of. A journal that cannot be
// used (damaged, on another device, left behind by a system without journal) is no error: the
// result is `volume` itself, and the remark says why. Without options.replay_journal it is only
// looked at. Error{io}.
ReplayResult replay(const io::SourcePtr& volume, const VolumeHeader& header,
                    const Options& options, const Log& log);

}  // namespace vixmount::fs::hfsplus::journal
