// FAT12, FAT16 and FAT32 with long names ("vfat"), for reading.
#pragma once

#include <optional>

#include "base/log.hpp"
#include "fs/fat/code_page.hpp"
#include "fs/file_system.hpp"
#include "fs/registry.hpp"
#include "io/byte_source.hpp"

namespace vixmount::fs::fat {

struct Options {
  unsigned code_page = kUsualCodePage;  // of short names
};

// "vfat" with label and serial number; nothing where the first sector is no parameter block or the
// allocation table does not begin as one.
std::optional<Identification> identify(const io::ByteSource& volume);

// The same by the backup boot sector of a FAT32 whose first sector is damaged. Anything may be on
// the volume by now that leaves this one sector alone: to be asked last.
std::optional<Identification> identify_by_backup(const io::ByteSource& volume);

// Where the first sector is no boot sector, by the backup of FAT32: info().state says so.
// Error{damaged}, Error{unsupported}, Error{io}.
FileSystemPtr open(const io::SourcePtr& volume, const Options& options, const Log& log);
FileSystemPtr open(const io::SourcePtr& volume, const OpenOptions& options, const Log& log);

}  // namespace vixmount::fs::fat
