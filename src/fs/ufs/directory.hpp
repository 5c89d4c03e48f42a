// Directories: listing, finding a name, finding the parent.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "fs/shared/name_index.hpp"
#include "fs/ufs/directory_scan.hpp"

namespace vixmount::fs::ufs {

// As FileSystem::list: positions are byte offsets in the directory's content.
void list_directory(const Volume& volume, const Inode& directory, std::uint64_t cookie,
                    const EntryVisitor& visit);

// The inode that `name` leads to. The format has no order and no index: `index` keeps one for large
// directories.
std::optional<std::uint32_t> find_in_directory(const Volume& volume, const Inode& directory,
                                               std::string_view name, const NameIndex& index);

// What ".." says.
std::uint32_t parent_of_directory(const Volume& volume, const Inode& directory);

}  // namespace vixmount::fs::ufs
