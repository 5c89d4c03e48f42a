// Flat extents: a range of a file or device, byte for byte (FLAT, VMFS; devices of
// partitionedDevice and fullDevice).
#pragma once

#include <cstdint>
#include <memory>

#include "base/log.hpp"
#include "io/byte_source.hpp"

namespace vixmount::disk::vmdk {

// `offset` and `length` in bytes. Where the file is shorter than that, what is missing is
// unreadable (Error{damaged} when read, never zeros) and all else stays in its place.
io::SourcePtr open_flat(std::shared_ptr<const io::HostFile> file, std::uint64_t offset,
                        std::uint64_t length, const Log& log);

}  // namespace vixmount::disk::vmdk
