// Targets of symbolic links: reparse points of all sorts, and the link files of Interix.
#pragma once

#include <string>

#include "fs/ntfs/node.hpp"

namespace vixmount::fs::ntfs {

// As FileSystem::read_link. Error{wrong_file_type} when `node` is no link, Error{damaged}.
std::string read_symbolic_link(const Node& node);

}  // namespace vixmount::fs::ntfs
