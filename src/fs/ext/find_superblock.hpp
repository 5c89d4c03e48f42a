// The primary superblock, or a backup copy where the primary is damaged.
#pragma once

#include <string>

#include "fs/ext/superblock.hpp"

namespace vixmount::fs::ext {

struct FoundSuperblock {
  Superblock superblock;
  std::string remark;  // empty for the primary; else why and which copy was taken
};

// Error{damaged} of the primary when no good backup stands where mke2fs puts them.
FoundSuperblock find_superblock(const io::ByteSource& volume, bool verify_checksums);

}  // namespace vixmount::fs::ext
