// Files by their paths: "folder/file", from the root, which is "".
#pragma once

#include <string>
#include <string_view>

#include "fs/file_system.hpp"

namespace vixmount::test {

// Throws std::bad_optional_access when there is none.
fs::NodeId find(const fs::FileSystem& files, std::string_view path);

std::string content(const fs::FileSystem& files, std::string_view path);

}  // namespace vixmount::test
