// POSIX ACLs: XFS stores them in another form than Linux hands them to programs.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace vixmount::fs::xfs {

// From XFS' form (a count, then entries of 12 bytes, big endian) to the form of the attributes
// system.posix_acl_* (version 2, entries of 8 bytes). Sources: Linux fs/xfs/libxfs/xfs_format.h,
// uapi/linux/posix_acl_xattr.h. Error{damaged}.
std::string acl_to_linux_xattr(std::string_view stored);

}  // namespace vixmount::fs::xfs
