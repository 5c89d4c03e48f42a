// The FUSE door's translation table: what an Error means to a program that reads the mount.
#pragma once

#include "base/error.hpp"

namespace vixmount::mount {

// Never 0. Data that cannot be read is EIO; ENOKEY is what the kernel's own encrypting file systems
// answer when the key is missing.
int errno_of(ErrorKind kind) noexcept;

}  // namespace vixmount::mount
