// Logical partitions: a chain of extended boot records inside an extended partition.
#pragma once

#include <cstdint>
#include <vector>

#include "base/checked.hpp"
#include "volume/mbr/layout.hpp"
#include "volume/scheme.hpp"

namespace vixmount::volume::mbr {

struct Logical {
  std::uint8_t type = 0;
  ByteRange range;  // in the container; may reach behind its end
};

// The logical partitions of the extended partition at `extended`, in the chain's order. What cannot
// be followed (loop, record without signature, unreadable) ends the chain with a remark.
std::vector<Logical> read_chain(const Container& container, ByteRange extended, Remarks& remarks);

}  // namespace vixmount::volume::mbr
