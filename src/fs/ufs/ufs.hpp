// UFS1 and UFS2 of the BSDs and Solaris (FFS), in both byte orders, for reading.
#pragma once

#include <optional>

#include "base/log.hpp"
#include "fs/file_system.hpp"
#include "fs/registry.hpp"
#include "io/byte_source.hpp"

namespace vixmount::fs::ufs {

struct Options {
  bool replay_journal = true;       // NetBSD's
  bool verify_check_hashes = true;  // off only to let a fuzzer reach what lies behind them
};

// "ufs" with label and id; nothing without the magic number.
std::optional<Identification> identify(const io::ByteSource& volume);

// Error{damaged}, Error{unsupported}, Error{io}.
FileSystemPtr open(const io::SourcePtr& volume, const Options& options, const Log& log);
FileSystemPtr open(const io::SourcePtr& volume, const OpenOptions& options, const Log& log);

}  // namespace vixmount::fs::ufs
