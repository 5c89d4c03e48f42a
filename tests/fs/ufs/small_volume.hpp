// The seeds of the fuzz target as volumes: those of fuzz/recipes/ufs_seeds.py.
#pragma once

#include <string>

#include "fs/file_system.hpp"

namespace vixmount::test {

// fuzz/NAME, such as "seeds/ufs/ufs2_big".
std::vector<std::byte> ufs_bytes(const std::string& name);
io::SourcePtr ufs_volume(const std::string& name);

fs::NodeId find(const fs::FileSystem& files, const std::string& path);
std::string content(const fs::FileSystem& files, const std::string& path);

}  // namespace vixmount::test
