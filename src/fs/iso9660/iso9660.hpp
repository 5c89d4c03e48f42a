// ISO 9660 with Rock Ridge or Joliet, for reading.
#pragma once

#include <optional>

#include "base/log.hpp"
#include "fs/file_system.hpp"
#include "fs/registry.hpp"
#include "io/byte_source.hpp"

namespace vixmount::fs::iso9660 {

// A volume may have one tree of files twice, under different names. As Linux: Rock Ridge, else
// Joliet, else plain names.
struct Options {
  bool rock_ridge = true;
  bool joliet = true;
};

// "iso9660" with label and time; nothing where no volume descriptor is. High Sierra is said in the
// remark.
std::optional<Identification> identify(const io::ByteSource& volume);

// Error{damaged}, Error{unsupported}, Error{io}.
FileSystemPtr open(const io::SourcePtr& volume, const Options& options, const Log& log);
FileSystemPtr open(const io::SourcePtr& volume, const OpenOptions& options, const Log& log);

}  // namespace vixmount::fs::iso9660
