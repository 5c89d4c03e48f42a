// The primary superblock, or a copy from a cylinder group where the primary is damaged.
#pragma once

#include <string>

#include "fs/ufs/superblock.hpp"

namespace vixmount::fs::ufs {

struct FoundSuperblock {
  Superblock superblock;
  std::string remark;  // empty for the primary; else why and which copy was taken
};

// The first of the usual places that has one: 64 KiB, 8 KiB, 0, 256 KiB; a superblock that says
// that it belongs elsewhere is a copy and passed over. Error{damaged}, of the primary where there
// is one, when no good copy is found.
FoundSuperblock find_superblock(const io::ByteSource& volume, bool verify_check_hash);

// Where the primary one is; nothing without the magic number.
std::optional<std::uint64_t> find_magic(const io::ByteSource& volume);

}  // namespace vixmount::fs::ufs
