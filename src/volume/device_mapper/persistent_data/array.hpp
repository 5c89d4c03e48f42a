// Arrays of 64-bit values in the device mapper's metadata, and the bit sets made of them.
#pragma once

#include <cstdint>
#include <functional>

#include "volume/device_mapper/persistent_data/btree.hpp"

namespace vixmount::volume::device_mapper {

// Calls visit(index, value) for the first `count` values of the array at metadata block `root`.
// Bit i of a bit set is bit i % 64 of value i / 64. Throws Error{damaged} when the array is
// shorter.
void for_each_array_value(const NodeCachePtr& nodes, std::uint64_t root, std::uint64_t count,
                          const std::function<void(std::uint64_t, std::uint64_t)>& visit);

}  // namespace vixmount::volume::device_mapper
