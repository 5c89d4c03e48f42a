// Extended attributes of a node by their Linux names, with the exact bytes that users of ntfs-3g
// know.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "fs/ntfs/attribute_set.hpp"
#include "fs/ntfs/object_id.hpp"
#include "fs/ntfs/security.hpp"
#include "fs/shared/upcase.hpp"

namespace vixmount::fs::ntfs {

// Linux's bounds of a value and of a name in bytes.
inline constexpr std::size_t kMostXattrBytes = 65536;
inline constexpr std::size_t kLongestXattrName = 255;

// The node and the indexes of the volume; borrowed. Null pointers: the volume has none.
struct XattrSources {
  const AttributeSet& node;
  const Upcase& upcase;
  const SecurityDescriptors* security = nullptr;
  const ObjectIds* object_ids = nullptr;
};

// False for names that no node of NTFS can have (security.*, system.posix_acl_*, trusted.*): asked
// for by every ls and cp, answered without the disk.
bool can_be_xattr(std::string_view name) noexcept;

// What the node has, each fact once: system.ntfs_acl, _attrib_be, _times_be, _dos_name, _ea,
// _efsinfo, _object_id, _reparse_data, and user.NAME for each stream of at most kMostXattrBytes.
// system.ntfs_attrib, _times, _crtime and _crtime_be can be asked for too.
std::vector<std::string> list_xattrs(const XattrSources& sources);

// Nothing when the node has none of this name. Error{limit_exceeded} for a stream that is longer
// than Linux's bound: it can be read as "file:stream".
std::optional<std::string> get_xattr(const XattrSources& sources, std::string_view name);

}  // namespace vixmount::fs::ntfs
