// The seeds of the fuzz target as volumes: those of fuzz/recipes/ufs_seeds.py.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "io/byte_source.hpp"

namespace vixmount::test {

// fuzz/NAME, such as "seeds/ufs/ufs2_big".
std::vector<std::byte> ufs_bytes(const std::string& name);
io::SourcePtr ufs_volume(const std::string& name);

}  // namespace vixmount::test
