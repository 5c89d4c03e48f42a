// Names of disks as clients give them.
#pragma once

#include <string>
#include <string_view>

namespace vixmount::capi {

// "raw:PATH" is the file's bytes as the disk, which is never guessed; all else is the path of a
// virtual disk's descriptor.
struct DiskName {
  std::string path;  // absolute
  bool raw = false;

  // Relative paths are taken from the working directory of this moment.
  static DiskName parse(std::string_view name);
  std::string to_string() const;
};

}  // namespace vixmount::capi
