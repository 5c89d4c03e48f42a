// exFAT, for reading.
#pragma once

#include <optional>

#include "base/log.hpp"
#include "fs/file_system.hpp"
#include "fs/registry.hpp"
#include "io/byte_source.hpp"

namespace vixmount::fs::exfat {

// "exfat" with label and serial number; nothing without its name in the first sector, or where
// neither boot region is whole.
std::optional<Identification> identify(const io::ByteSource& volume);

// Error{damaged}, Error{unsupported_version}, Error{io}.
FileSystemPtr open(const io::SourcePtr& volume, const OpenOptions& options, const Log& log);

}  // namespace vixmount::fs::exfat
