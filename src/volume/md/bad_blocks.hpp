// A member's log of bad blocks: sectors that md knows it could not write, so that their content is
// old.
#pragma once

#include "volume/md/superblock.hpp"

namespace vixmount::volume::md {

// `data` (the member's bytes from `begin` on) with the logged ranges replaced by such
// that throw Error{io}: a mirror then reads another copy. `member` is all of the member. Error{io}
// when the log cannot be read.
io::SourcePtr without_bad_blocks(const io::SourcePtr& member, io::SourcePtr data,
                                 const Superblock& superblock, std::uint64_t begin);

}  // namespace vixmount::volume::md
