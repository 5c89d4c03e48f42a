// POSIX.1e ACLs as FreeBSD stores them.
#pragma once

#include <cstdint>
#include <string>

#include "base/bytes.hpp"
#include "fs/ufs/byte_order.hpp"

namespace vixmount::fs::ufs {

enum class AclKind : std::uint8_t { access, defaults };

// To the form of Linux' attributes system.posix_acl_* (version 2, entries sorted). The permissions
// of an access ACL that repeat the inode's mode are taken from the mode, as FreeBSD does: it
// changes the mode alone. Error{damaged}. Sources: FreeBSD sys/sys/acl.h (struct oldacl),
// sys/ufs/ufs/ufs_acl.c; Linux uapi/linux/posix_acl_xattr.h.
std::string acl_to_linux_xattr(BytesView stored, ByteOrder order, AclKind kind,
                               std::uint16_t mode);

}  // namespace vixmount::fs::ufs
