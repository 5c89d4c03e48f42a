// POSIX ACLs: ext4 stores them shorter than Linux hands them to programs.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace vixmount::fs::ext {

// From ext4's form (version 1, entries without id take 4 bytes) to the form of the attributes
// system.posix_acl_* (version 2, entries of 8 bytes). Sources: Linux headers ext4/acl.h,
// uapi/linux/posix_acl_xattr.h. Error{damaged}; `origin`: byte offset for the message.
std::string acl_to_linux_xattr(std::string_view stored, std::uint64_t origin);

}  // namespace vixmount::fs::ext
