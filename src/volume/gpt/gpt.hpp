// The GPT partition scheme.
#pragma once

#include <optional>
#include <vector>

#include "volume/scheme.hpp"

namespace vixmount::volume::gpt {

// The partitions of `container`, numbered by their slot from 1; nothing when there is no GPT, or
// none whose checksums hold (said in a remark when something of one is there). Error{io} when the
// first sector cannot be read.
std::optional<std::vector<Volume>> read_table(const Container& container, Remarks& remarks);

}  // namespace vixmount::volume::gpt
