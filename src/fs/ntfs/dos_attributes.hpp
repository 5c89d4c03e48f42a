// The file attributes of Windows, as $STANDARD_INFORMATION and $FILE_NAME hold them. Facts:
// Microsoft, [MS-FSCC] "File Attributes".
#pragma once

#include <cstdint>

namespace vixmount::fs::ntfs {

enum class DosAttribute : std::uint32_t {
  read_only = 0x1,
  hidden = 0x2,
  system = 0x4,
  directory = 0x10,  // towards programs; on disk only what NTFS 1.x and some tools wrote
  archive = 0x20,
  device = 0x40,
  normal = 0x80,  // towards programs: none of the others
  temporary = 0x100,
  sparse = 0x200,
  reparse_point = 0x400,
  compressed = 0x800,
  offline = 0x1000,
  not_indexed = 0x2000,
  encrypted = 0x4000,
  integrity = 0x8000,
  virtual_file = 0x10000,
  no_scrub = 0x20000,
  recall_on_open = 0x40000,
  pinned = 0x80000,
  unpinned = 0x100000,
  recall_on_data_access = 0x400000,
  // In $FILE_NAME only: copies of what the record says.
  has_name_index = 0x10000000,  // is a directory
  has_view_index = 0x20000000,
};

constexpr bool has(std::uint32_t attributes, DosAttribute attribute) noexcept {
  return (attributes & static_cast<std::uint32_t>(attribute)) != 0;
}

}  // namespace vixmount::fs::ntfs
