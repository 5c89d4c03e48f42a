// Arrays that are being reshaped: a part of the bytes lies in the old geometry, the rest in the new
// one, and the superblock says where they meet.
#pragma once

#include "volume/md/geometry.hpp"

namespace vixmount::volume::md {

// Error{unsupported} unless both geometries can be read as the superblock tells them: raid4, 5 and
// 6 whose kernel never wrote over what it had still to read. That is the kernel's own rule for
// going on after a crash; what it would refuse needs mdadm's backup file. `offset_changes`: of each
// member that is there.
void check_reshape(const Geometry& from, const Reshape& reshape,
                   const std::vector<std::int64_t>& offset_changes);

// `size` bytes out of the sources over both geometries.
io::SourcePtr join_at_position(io::SourcePtr before, io::SourcePtr after, const Reshape& reshape,
                               std::uint64_t size);

}  // namespace vixmount::volume::md
