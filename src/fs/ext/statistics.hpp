// Space and inodes, as statfs counts them.
#pragma once

#include "fs/ext/blocks.hpp"
#include "fs/file_system.hpp"

namespace vixmount::fs::ext {

Statistics count_statistics(const Blocks& blocks);

}  // namespace vixmount::fs::ext
