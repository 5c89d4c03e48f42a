// seSparse extents (-sesparse.vmdk): the snapshot format of ESXi for VMFS 6 and for disks of 2 TiB
// and more. Grains of 4 KiB, tables of 4096 entries of 64 bits whose top four bits tell the kind.
#pragma once

#include <memory>

#include "base/log.hpp"
#include "io/byte_source.hpp"

namespace vixmount::disk::vmdk {

bool is_se_sparse(const io::HostFile& file);

// Errors: damaged, unsupported (journal to be replayed, unknown geometry), unsupported_version.
io::SourcePtr open_se_sparse(std::shared_ptr<const io::HostFile> file, const Log& log);

}  // namespace vixmount::disk::vmdk
