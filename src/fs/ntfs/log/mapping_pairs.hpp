// The length of a run list, which is all that replaying changes of it needs.
#pragma once

#include <cstdint>

#include "base/bytes.hpp"

namespace vixmount::fs::ntfs::log {

// Clusters that the mapping pairs describe, holes included. Error{damaged}.
std::uint64_t clusters_in(const BytesView& mapping_pairs);

}  // namespace vixmount::fs::ntfs::log
