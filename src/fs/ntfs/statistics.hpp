// How full the volume is.
#pragma once

#include "fs/file_system.hpp"
#include "fs/ntfs/mft.hpp"

namespace vixmount::fs::ntfs {

// Reads all of $Bitmap and the bitmap of the MFT. Error{damaged}, Error{io}.
Statistics count_statistics(const MftPtr& mft);

}  // namespace vixmount::fs::ntfs
