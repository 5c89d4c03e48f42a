// NTFS 1.x to 3.1, for reading.
#pragma once

#include <optional>

#include "base/log.hpp"
#include "fs/file_system.hpp"
#include "fs/registry.hpp"
#include "io/byte_source.hpp"

namespace vixmount::fs::ntfs {

// "ntfs" with label and serial number; nothing without its name in the first sector, or where
// neither that one nor a backup can be one.
std::optional<Identification> identify(const io::ByteSource& volume);

// The same for a volume whose first sector is lost: by the backup at its end, and by record 3 of
// the MFT, which must be where that says.
std::optional<Identification> identify_by_backup(const io::ByteSource& volume);

// Error{damaged}, Error{unsupported_version}, Error{io}.
FileSystemPtr open(const io::SourcePtr& volume, const OpenOptions& options, const Log& log);

}  // namespace vixmount::fs::ntfs
