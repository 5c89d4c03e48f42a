// Replay of $LogFile into an overlay in memory; the volume itself is never written.
//
// What Windows does when it mounts a volume that was not dismounted: changes that were logged but
// did not reach their place are made, those of unfinished transactions are taken back. The log
// holds metadata only; the content of files is as it is on the disk.
#pragma once

#include <string>

#include "base/log.hpp"
#include "fs/ntfs/boot_sector.hpp"
#include "io/byte_source.hpp"

namespace vixmount::fs::ntfs::log {

struct Replayed {
  io::SourcePtr volume;
  std::string remark;  // "log replayed: 12 changes", or empty when there was nothing to do
};

// `log_file`: the content of $LogFile (record 2) of `volume`. All or nothing: when the log cannot
// be replayed (damaged, of an unknown version, with an unknown operation, about structures that are
// not as it expects them) the result is `volume` itself and the remark says why. Error{io} when the
// volume cannot be read.
Replayed replay_log(const io::SourcePtr& volume, const io::SourcePtr& log_file,
                    const Geometry& geometry, const Log& log);

}  // namespace vixmount::fs::ntfs::log
