// The hash tree ("htree") of large directories: from the hash of a name to the block it is in.
#pragma once

#include <cstdint>
#include <optional>

#include "fs/ext/directory_block.hpp"
#include "fs/ext/name_match.hpp"

namespace vixmount::fs::ext {

struct HashLookup {
  bool usable = false;  // false: no tree, a damaged one, or one with a hash we cannot compute
  std::optional<std::uint32_t> inode;
};

HashLookup find_by_hash(const Blocks& blocks, const Inode& directory, const NameMatcher& matcher);

// The hash that Linux uses for names of this directory, signed and unsigned variants told apart;
// nothing for directories of several blocks without a tree, which have none.
std::optional<std::uint8_t> hash_version_of(const Blocks& blocks, const Inode& directory);

}  // namespace vixmount::fs::ext
