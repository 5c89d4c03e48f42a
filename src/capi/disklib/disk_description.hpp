// What VixDiskLib_GetInfo tells.
#pragma once

#include <cstdint>
#include <string_view>

#include "disk/disk.hpp"
#include "vixDiskLib.h"

namespace vixmount::capi {

// In one block: VixDiskLib_FreeInfo is one free(). Throws std::bad_alloc.
VixDiskLibInfo* describe(const disk::DiskInfo& info, std::uint64_t sectors);

// The API's value for "ddb.adapterType".
VixDiskLibAdapterType adapter_type(std::string_view text) noexcept;

// Cylinders, heads and sectors of a disk that names none, by the usual rule of its adapter.
VixDiskLibGeometry usual_geometry(VixDiskLibAdapterType adapter, std::uint64_t sectors) noexcept;

}  // namespace vixmount::capi
