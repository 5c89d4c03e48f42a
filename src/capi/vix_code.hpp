// The C API's translation table: one of the three doors that no Error passes.
#pragma once

#include "base/error.hpp"
#include "vixDiskLib.h"

namespace vixmount::capi {

// The code for an error of a call on disks and disk sets.
VixError vix_code(ErrorKind kind) noexcept;

// The code for an error of a call on a volume, where some kinds have codes of their own (a damaged
// volume, a volume that nothing can mount, files in use).
VixError volume_code(ErrorKind kind) noexcept;

}  // namespace vixmount::capi
