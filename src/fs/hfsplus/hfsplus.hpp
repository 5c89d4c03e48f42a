// HFS+ and HFSX, for reading.
#pragma once

#include <optional>

#include "base/log.hpp"
#include "fs/file_system.hpp"
#include "fs/registry.hpp"
#include "io/byte_source.hpp"

namespace vixmount::fs::hfsplus {

struct Options {
  bool replay_journal = true;
  bool verify_checksums = true;  // off only to let a fuzzer reach what lies behind them
};

// "hfsplus", or "hfs" where there is no HFS+ inside; nothing without a signature.
std::optional<Identification> identify(const io::ByteSource& volume);
// By the copy of the header at the end of the volume alone, where the first is lost.
std::optional<Identification> identify_by_copy(const io::ByteSource& volume);

// Error{damaged}, Error{unsupported}, Error{unsupported_version}, Error{io}.
FileSystemPtr open(const io::SourcePtr& volume, const Options& options, const Log& log);
FileSystemPtr open(const io::SourcePtr& volume, const OpenOptions& options, const Log& log);

}  // namespace vixmount::fs::hfsplus
