// The header of a hosted sparse extent ("KDMV"), validated, and where its descriptor and its grain
// directories are. A stream-optimized extent written in one pass has its directory's place in a
// footer at the file's end.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/log.hpp"
#include "disk/vmdk/grain_source.hpp"
#include "io/host_file.hpp"

namespace vixmount::disk::vmdk {

struct HostedHeader {
  std::uint32_t version = 0;
  GrainGeometry geometry;
  bool compressed = false;
  bool zeroed_grains = false;     // table entry 1 means a grain of zeros
  bool unclean_shutdown = false;  // the writer did not close the file
  // Byte positions; nothing where the file has none. Not yet known to lie inside the file.
  std::optional<std::uint64_t> directory, redundant_directory;
};

// True when the file begins with the magic of a hosted sparse extent.
bool is_hosted_sparse(const io::HostFile& file);

// Reads and checks header and, where the header says so, footer. Errors: damaged (also for a file
// that ends before its footer), unsupported, unsupported_version.
HostedHeader read_hosted_header(const io::HostFile& file, const Log& log);

// The text of the embedded descriptor up to its first NUL; nothing when the extent has none.
// Errors: damaged, limit_exceeded.
std::optional<std::string> read_embedded_descriptor(const io::HostFile& file);

}  // namespace vixmount::disk::vmdk
