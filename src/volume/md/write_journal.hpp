// The write journal of raid4, 5 and 6 (raid5-cache): a device that takes what is written before the
// members do. Facts: Linux include/uapi/linux/raid/md_p.h (r5l_meta_block), drivers/md/raid5-cache.c.
#pragma once

#include "volume/md/array.hpp"

namespace vixmount::volume::md {

// True when nothing stands behind the journal's tail, as after a clean stop: the members then hold
// everything. Anything that looks like a block of the journal counts as content: it is not replayed
// here. Error{io}.
bool is_journal_empty(const ArrayMember& journal);

}  // namespace vixmount::volume::md
