// Connection parameters: what is a local connection, and the structures that the library allocates.
//
// Callers were compiled against three generations of VixDiskLibConnectParams, and the first ends
// after 72 bytes. Only structures that the library allocated are read beyond that. Strings of a
// caller are looked at during a call alone, and never when a structure is freed: callers store
// literals there, or free their own strings before.
#pragma once

#include "capi/call.hpp"
#include "vixDiskLib.h"

namespace vixmount::capi {

// The one transport there is, as the API names it.
inline constexpr const char* kTransportMode = "file";

// VIX_OK for a local connection: nothing given that names a server, a virtual machine or a
// first-class disk. NULL is local. Else VIX_E_NOT_SUPPORTED, reported.
VixError check_local(const Call& call, const VixDiskLibConnectParams* params);

// Zeroed, or null when memory is short. Needs no VixDiskLib_InitEx.
VixDiskLibConnectParams* allocate_params() noexcept;
// Structures that are not the library's are left alone.
void free_params(VixDiskLibConnectParams* params) noexcept;

}  // namespace vixmount::capi
