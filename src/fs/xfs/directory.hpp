// Directories: listing, finding a name, finding the parent.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "fs/file_system.hpp"
#include "fs/xfs/inode.hpp"

namespace vixmount::fs::xfs {

// As FileSystem::list: positions are byte offsets in the directory's content, or numbers of entries
// where the directory is inside its inode.
void list_directory(const Blocks& blocks, const Inode& directory, std::uint64_t cookie,
                    const EntryVisitor& visit);

// The inode that `name` leads to, through the tree by hash where there is one. An exact match wins
// where case does not matter.
std::optional<std::uint64_t> find_in_directory(const Blocks& blocks, const Inode& directory,
                                               std::string_view name);

// What ".." says.
std::uint64_t parent_of_directory(const Blocks& blocks, const Inode& directory);

}  // namespace vixmount::fs::xfs
