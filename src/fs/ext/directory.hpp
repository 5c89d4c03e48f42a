// Directories: listing, finding a name, finding the parent.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "fs/ext/directory_block.hpp"
#include "fs/ext/file_data.hpp"
#include "fs/file_system.hpp"

namespace vixmount::fs::ext {

// As FileSystem::list: positions are byte offsets in the directory's content.
void list_directory(const BlocksPtr& blocks, const Inode& directory, std::uint64_t cookie,
                    const EntryVisitor& visit);

// The inode that `name` leads to, through the hash tree where there is a good one, else by looking
// at all entries. Case-insensitive where the directory is.
std::optional<std::uint32_t> find_in_directory(const BlocksPtr& blocks, const Inode& directory,
                                               std::string_view name);

// What ".." says.
std::uint32_t parent_of_directory(const BlocksPtr& blocks, const Inode& directory);

// Calls `visit(entry, position behind it)` for every entry with a position of at least `from`, "."
// and ".." too where they are stored, until it returns false. Names are as stored.
using RawEntryVisitor = std::function<bool(const RawEntry&, std::uint64_t)>;
void scan_directory(const BlocksPtr& blocks, const Inode& directory, std::uint64_t from,
                    const RawEntryVisitor& visit);

}  // namespace vixmount::fs::ext
