// The attribute $FILE_NAME: one name of a file in one directory. Directory indexes hold copies of
// it as their keys.
#pragma once

#include <cstdint>

#include "base/bytes.hpp"
#include "fs/file_system.hpp"
#include "fs/ntfs/dos_attributes.hpp"
#include "fs/ntfs/record.hpp"
#include "fs/shared/utf16_name.hpp"

namespace vixmount::fs::ntfs {

enum class NameSpace : std::uint8_t {
  posix = 0,          // any name
  win32 = 1,          // a long name; the short one stands in another $FILE_NAME
  dos = 2,            // the short (8.3) name of a file that has a long one
  win32_and_dos = 3,  // a long name that is a valid short one
};

// Sizes, times and attributes are copies that Windows brings up to date late: those of the record
// are the true ones. Borrows the bytes it was parsed from.
struct FileName {
  FileReference parent;
  std::uint64_t created = 0;  // times: see to_timestamp() in ntfs_time.hpp
  std::uint64_t modified = 0;
  std::uint64_t record_changed = 0;
  std::uint64_t accessed = 0;
  std::uint64_t allocated_size = 0;  // bytes
  std::uint64_t data_size = 0;       // bytes
  std::uint32_t attributes = 0;      // DosAttribute
  std::uint32_t reparse_tag = 0;     // 0 unless a reparse point
  std::uint32_t ea_length = 0;       // bytes of extended attributes; 0 for a reparse point
  NameSpace name_space = NameSpace::posix;
  Utf16View name;

  bool is_short() const noexcept { return name_space == NameSpace::dos; }
  // Has a name that DOS programs see: system.ntfs_dos_name.
  bool is_dos_name() const noexcept {
    return name_space == NameSpace::dos || name_space == NameSpace::win32_and_dos;
  }
  // What the copy tells for certain: reparse points and system files (which may be links of
  // Interix) are unknown.
  NodeType node_type() const noexcept;
};

// Error{damaged}: a name that runs over the end, or an unknown name space.
FileName parse_file_name(BytesView value);

// Only the name, without checks of the rest: for the comparisons of a look-up.
Utf16View name_in(BytesView value);

// False for a name that nobody could ask for, or that would lead elsewhere as part of a host path:
// empty, ".", "..", or with a slash or a zero in it.
bool is_sound_name(Utf16View name) noexcept;

}  // namespace vixmount::fs::ntfs
