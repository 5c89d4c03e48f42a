// What $Volume tells of the volume. Facts: layout.hpp's sources.
#pragma once

#include <cstdint>
#include <string>

#include "fs/ntfs/mft.hpp"

namespace vixmount::fs::ntfs {

struct VolumeInformation {
  std::string label;           // UTF-8
  unsigned major_version = 0;  // 1 (Windows NT 3 and 4) or 3 (since 2000)
  unsigned minor_version = 0;
  bool is_dirty = false;  // Windows will check it when it starts next
};

// Error{damaged}; Error{unsupported_version} above 3.
VolumeInformation read_volume_information(const MftPtr& mft);

}  // namespace vixmount::fs::ntfs
