// COWD extents ("vmfsSparse", -delta.vmdk): the snapshot format of ESX up to 6.0 and of disks below
// 2 TiB. 4096 entries of 32 bits per grain table, grains of usually one sector.
#pragma once

#include <memory>

#include "base/log.hpp"
#include "io/byte_source.hpp"

namespace vixmount::disk::vmdk {

bool is_cowd(const io::HostFile& file);

// Errors: damaged, unsupported_version.
io::SourcePtr open_cowd(std::shared_ptr<const io::HostFile> file, const Log& log);

}  // namespace vixmount::disk::vmdk
