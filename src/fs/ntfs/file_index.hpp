// The indexes that a file holds: its directory entries, or the views of a system file.
#pragma once

#include <string_view>

#include "fs/ntfs/file.hpp"
#include "fs/ntfs/index.hpp"

namespace vixmount::fs::ntfs {

// "$I30", "$SII" ...: Error{damaged} when the file has no such index.
Index open_index(const File& file, std::u16string_view name);

}  // namespace vixmount::fs::ntfs
