// The volume as the guest will find it: with the changes made that wait in $LogFile.
#pragma once

#include <string>

#include "base/log.hpp"
#include "fs/ntfs/mft.hpp"
#include "io/byte_source.hpp"

namespace vixmount::fs::ntfs {

struct Recovered {
  MftPtr mft;  // on the volume itself, or on an overlay
  std::string remark;
};

// `replay`: false leaves the log alone. A log that cannot be used is a remark. Error{damaged} when
// the MFT cannot be read, Error{io}.
Recovered recover(const io::SourcePtr& volume, const Geometry& geometry, bool replay,
                  const Log& log);

}  // namespace vixmount::fs::ntfs
