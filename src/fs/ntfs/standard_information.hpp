// The attribute $STANDARD_INFORMATION: times, DOS attributes, and with NTFS 3.x the keys of owner,
// security and quota.
#pragma once

#include <cstdint>

#include "base/bytes.hpp"
#include "fs/ntfs/dos_attributes.hpp"

namespace vixmount::fs::ntfs {

// Plain value. Times as stored: see to_timestamp() in ntfs_time.hpp.
struct StandardInformation {
  std::uint64_t created = 0;
  std::uint64_t modified = 0;
  std::uint64_t record_changed = 0;
  std::uint64_t accessed = 0;
  std::uint32_t attributes = 0;  // DosAttribute
  std::uint32_t maximum_versions = 0;
  std::uint32_t version = 0;
  std::uint32_t class_id = 0;
  // 0 in the short form of NTFS 1.x.
  std::uint32_t owner_id = 0;
  std::uint32_t security_id = 0;
  std::uint64_t quota_charged = 0;
  std::uint64_t update_sequence_number = 0;

  bool has(DosAttribute attribute) const noexcept { return ntfs::has(attributes, attribute); }
  // For a directory: its names differ by case too (Windows 10 1803 and later, fsutil
  // setCaseSensitiveInfo).
  bool names_are_case_sensitive() const noexcept { return maximum_versions == 0 && version == 1; }
};

// `value`: 48 bytes, or 72 and more with what NTFS 3.x adds. Error{damaged} when it is shorter.
StandardInformation parse_standard_information(BytesView value);

}  // namespace vixmount::fs::ntfs
