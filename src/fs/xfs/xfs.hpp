// XFS, versions 4 and 5, for reading.
#pragma once

#include <optional>

#include "base/log.hpp"
#include "fs/file_system.hpp"
#include "fs/registry.hpp"
#include "io/byte_source.hpp"

namespace vixmount::fs::xfs {

struct Options {
  bool replay_log = true;
  bool verify_checksums = true;  // off only to let a fuzzer reach what lies behind them
};

// "xfs" with label and UUID; nothing without the magic number of the first superblock.
std::optional<Identification> identify(const io::ByteSource& volume);
// The same without that magic number, where a good copy stands in another group, as mkfs.xfs places
// them. It may be a leftover: to be asked last.
std::optional<Identification> identify_by_copy(const io::ByteSource& volume);

// Error{damaged}, Error{unsupported} (names the features), Error{io}.
FileSystemPtr open(const io::SourcePtr& volume, const Options& options, const Log& log);
FileSystemPtr open(const io::SourcePtr& volume, const OpenOptions& options, const Log& log);

}  // namespace vixmount::fs::xfs
