// dm-writecache: an origin, and a faster device through which all writes go first. What the cache
// holds is newer than the origin.
//
// The form on persistent memory and the form on a solid state disk are the same on disk. Formats:
// docs/formats/device-mapper.md. All sizes in bytes. Safe from many threads.
#pragma once

#include <cstdint>

#include "io/byte_source.hpp"

namespace vixmount::volume::device_mapper {

// `size` bytes of `origin` with the committed blocks of `cache` over it; blocks whose write was not
// committed are not there, as after the kernel's own recovery. A cache whose first bytes are zero
// was never used: the origin alone is the content. Throws Error{damaged} with the byte offset in
// `cache` or Error{unsupported_version} when the superblock cannot be used; damage further below
// throws from map() and read(), which load the entries when they are first needed.
io::SourcePtr make_writecache(io::SourcePtr origin, io::SourcePtr cache, std::uint64_t size);

}  // namespace vixmount::volume::device_mapper
