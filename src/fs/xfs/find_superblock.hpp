// The first superblock, or a copy of another allocation group where the first is damaged.
#pragma once

#include <string>

#include "fs/xfs/superblock.hpp"

namespace vixmount::fs::xfs {

struct FoundSuperblock {
  Superblock superblock;
  std::string remark;  // empty for the first; else why and which copy was taken
};

// Error{damaged} of the first when no good copy stands where it, or mkfs.xfs, would have one.
FoundSuperblock find_superblock(const io::ByteSource& volume, bool verify_checksums);

}  // namespace vixmount::fs::xfs
