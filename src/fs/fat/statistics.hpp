// How full a FAT volume is.
#pragma once

#include "fs/fat/volume.hpp"
#include "fs/file_system.hpp"

namespace vixmount::fs::fat {

// By counting the allocation table; where that is long, by FAT32's hint. Error{damaged}, Error{io}.
Statistics count_statistics(const Volume& volume);

}  // namespace vixmount::fs::fat
