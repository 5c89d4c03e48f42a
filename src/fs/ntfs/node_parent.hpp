// The way up from a file.
#pragma once

#include <cstddef>
#include <cstdint>

#include "fs/ntfs/file.hpp"

namespace vixmount::fs::ntfs {

// The record of the directory that holds `file` (by its first name); the root: itself.
// Error{damaged} when it has no name or what should hold it is no directory.
std::uint64_t parent_of(const File& file);

// How many directories lie between `file` and the root: 0 in the root itself. Error{damaged} for
// circles.
std::size_t depth_of(const File& file);

}  // namespace vixmount::fs::ntfs
