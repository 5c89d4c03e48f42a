// A node by its path below a folder. Windows' system folders lie on file systems that compare names
// without regard to case by themselves.
#pragma once

#include <optional>
#include <string_view>

#include "fs/file_system.hpp"

namespace vixmount::guest::windows {

// `path` has components between "/". Nothing, too, where one on the way is no folder.
std::optional<fs::NodeId> find_path(const fs::FileSystem& file_system, fs::NodeId folder,
                                    std::string_view path);

}  // namespace vixmount::guest::windows
