// A folder in memory in which a copy of a file is made in an instant: an XFS on a loop device,
// whose clones (FICLONE) show a file as it was between two writes, however busy it is.
#pragma once

#include <string>

#include "support/support.hpp"

namespace vixmount::test {

class CloneFolder {
 public:
  // An ordinary folder in memory where that is not to be had (no root, no mkfs.xfs, a kernel
  // without XFS) or not `wanted`. What lies in it may grow to 16 GiB together.
  explicit CloneFolder(bool wanted = true);
  ~CloneFolder();
  CloneFolder(const CloneFolder&) = delete;
  CloneFolder& operator=(const CloneFolder&) = delete;

  bool can_clone() const noexcept { return is_mounted_; }
  const TemporaryFolder& folder() const noexcept { return folder_; }
  std::string file(const std::string& name) const { return folder_.file(name); }
  // Beside it, where mounts are not slowed down by a second file system.
  std::string outside(const std::string& name) const { return backing_.file(name); }

 private:
  TemporaryFolder backing_{TemporaryFolder::Place::memory};
  TemporaryFolder folder_{TemporaryFolder::Place::memory};
  bool is_mounted_ = false;
};

}  // namespace vixmount::test
