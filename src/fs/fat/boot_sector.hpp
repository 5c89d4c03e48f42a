// The parameter block in a FAT volume's first sector, checked and converted to bytes.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.hpp"
#include "fs/fat/allocation_table.hpp"
#include "fs/fat/cluster_heap.hpp"

namespace vixmount::fs::fat {

// All in bytes, checked against each other; not against the volume's size.
struct Geometry {
  EntryBits bits = EntryBits::fat12;
  std::uint32_t sector_size = 0;
  std::vector<std::uint64_t> tables;  // where each copy begins, the one to believe first
  std::uint64_t root = 0;             // FAT12 and FAT16: the root directory
  std::uint32_t root_slots = 0;
  std::uint32_t root_cluster = 0;  // FAT32
  ClusterHeap heap;
  std::uint64_t end = 0;          // of the file system
  std::uint64_t information = 0;  // FAT32: the hint of free clusters; 0: none
  std::uint64_t backup = 0;       // FAT32: the copy of the boot sector; 0: none
  std::uint8_t media = 0;
  std::uint32_t serial_number = 0;  // 0: none
  std::string label;                // of the boot sector, in the code page that wrote it
  bool is_dirty = false;

  bool is_fat32() const noexcept { return bits == EntryBits::fat32; }
};

// Error{damaged} names the field that is wrong.
Geometry parse_boot_sector(BytesView sector);

}  // namespace vixmount::fs::fat
