// Free space as the superblock counts it.
#pragma once

#include "fs/file_system.hpp"
#include "fs/ufs/superblock.hpp"

namespace vixmount::fs::ufs {

// In fragments, as statfs of the BSDs and of Linux.
Statistics count_statistics(const Superblock& superblock) noexcept;

}  // namespace vixmount::fs::ufs
