// /etc/fstab: which device a system mounts where (fstab(5)).
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace vixmount::guest::linux_guest {

struct FstabEntry {
  std::string source;       // "UUID=...", "/dev/sda1", "host:/export"
  std::string path;         // "/boot"; "none" for swap
  std::string file_system;  // "ext4", "auto"
  std::string options;      // "defaults,ro"
  std::size_t line = 0;     // counted from 1
};

// All entries, with \040 and its like decoded. Lines with fewer than two fields, comments and what
// lies behind the 4096th entry are left out. Missing fields are "auto" and "defaults".
std::vector<FstabEntry> parse_fstab(std::string_view text);

// True when the entry mounts a device of the machine at a place of its tree: no swap, no network or
// kernel file system, no bind mount, no removable medium.
bool mounts_a_volume(const FstabEntry& entry);

}  // namespace vixmount::guest::linux_guest
