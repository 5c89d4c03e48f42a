// UDF 1.02 to 2.60 (ECMA-167), for reading.
#pragma once

#include <optional>

#include "base/log.hpp"
#include "fs/file_system.hpp"
#include "fs/registry.hpp"
#include "io/byte_source.hpp"

namespace vixmount::fs::udf {

struct Options {
  // Entries that are marked hidden. Linux leaves them out; who restores files wants those that
  // Windows hides as well.
  bool show_hidden = true;
};

// "udf" with label and UUID; nothing where there is no recognition sequence.
std::optional<Identification> identify(const io::ByteSource& volume);

// Error{damaged}, Error{unsupported}, Error{unsupported_version}, Error{io}.
FileSystemPtr open(const io::SourcePtr& volume, const Options& options, const Log& log);
FileSystemPtr open(const io::SourcePtr& volume, const OpenOptions& options, const Log& log);

}  // namespace vixmount::fs::udf
