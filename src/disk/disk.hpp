// An open virtual disk: its bytes, and what its container says of it.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/log.hpp"
#include "disk/opener.hpp"
#include "io/byte_source.hpp"

namespace vixmount::disk {

struct Geometry {
  std::uint32_t cylinders = 0;
  std::uint32_t heads = 0;
  std::uint32_t sectors = 0;
};

// One file of the chain, topmost first.
struct LinkInfo {
  std::string path;         // of its descriptor, as opened
  std::string create_type;  // "monolithicSparse" ...; "raw"
  std::string parent_hint;  // parentFileNameHint as written, empty for a base
  std::uint32_t content_id = 0;
  std::vector<std::string> extent_paths;
};

struct DiskInfo {
  std::string format;          // "vmdk" or "raw"
  std::uint64_t capacity = 0;  // bytes
  std::uint32_t logical_sector_size = 512;
  std::uint32_t physical_sector_size = 512;
  std::string adapter_type;  // ddb.adapterType as written, empty when absent
  std::string uuid;          // ddb.uuid as written, empty when absent
  std::optional<Geometry> physical_geometry, bios_geometry;
  std::map<std::string, std::string> metadata;  // the top link's ddb entries, without "ddb."
  std::vector<LinkInfo> links;
};

struct Disk {
  DiskInfo info;
  io::SourcePtr source;  // the whole chain merged; size() == info.capacity
};

struct OpenOptions {
  bool raw = false;          // take the file's bytes as the disk; never guessed
  bool single_link = false;  // the named link alone; what it does not hold is a hole
  bool ignore_id_mismatch =
      false;  // open although a child's parentCID differs from the parent's CID
};

// Opens the disk named `path` and, unless single_link, its chain. Errors: not_found, not_a_disk,
// damaged, encrypted, unsupported, unsupported_version, id_mismatch (names both files),
// parent_missing (names it), invalid_chain (loop, depth), access_denied (policy).
Disk open_disk(const std::string& path, const OpenOptions& options, Opener& opener, const Log& log);

}  // namespace vixmount::disk
