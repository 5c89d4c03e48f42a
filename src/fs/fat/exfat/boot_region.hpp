// The boot region at the start of an exFAT volume (12 sectors under a checksum) and its backup.
#pragma once

#include <cstdint>
#include <string>

#include "fs/fat/cluster_heap.hpp"
#include "io/byte_source.hpp"

namespace vixmount::fs::exfat {

// All in bytes, checked against each other; not against the volume's size.
struct Geometry {
  std::uint32_t sector_size = 0;
  std::uint64_t table = 0;         // the active one
  std::uint64_t table_size = 0;    // of one
  std::uint8_t table_count = 1;    // 2: TexFAT
  bool second_is_active = false;   // of TexFAT's tables and bitmaps
  fat::ClusterHeap heap;
  std::uint32_t root_cluster = 0;
  std::uint64_t size = 0;
  std::uint32_t serial_number = 0;
  bool is_dirty = false;
  bool has_media_failure = false;
};

struct BootRegion {
  Geometry geometry;
  std::string remark;  // for people, where the backup had to be used
};

// True when the volume carries exFAT's name.
bool begins_as_exfat(const io::ByteSource& volume);

// The main region, else the backup. Error{damaged} tells what is wrong with the main one,
// Error{unsupported_version}, Error{io}.
BootRegion read_boot_region(const io::ByteSource& volume);

}  // namespace vixmount::fs::exfat
