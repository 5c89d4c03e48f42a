// The partition tables of systems other than PCs': BSD, Sun, Solaris on PCs, Apple.
//
// Each is a TableReader (partition_table.hpp) and gives nothing when the container holds no such
// label. Some stand inside a partition of an MBR; their partitions are numbered from 1 then, and
// the resolver numbers on behind the MBR's own, as Linux does.
#pragma once

#include <optional>
#include <vector>

#include "volume/scheme.hpp"

namespace vixmount::volume::labels {

// A BSD disklabel: in an MBR partition of type 0xA5, 0xA6, 0xA9, 0xB7 or 0x9F, or on a whole disk
// without a real MBR. What BSD calls partition c (the whole) is not listed.
std::optional<std::vector<Volume>> read_bsd(const Container& container, Remarks& remarks);

// The label of SPARC machines, in the first sector of a disk.
std::optional<std::vector<Volume>> read_sun(const Container& container, Remarks& remarks);

// The table of Solaris on PCs, in an MBR partition of type 0xBF, or 0x82 where that is not Linux'
// swap.
std::optional<std::vector<Volume>> read_solaris(const Container& container, Remarks& remarks);

// Apple's partition map. The map itself and free space are not listed.
std::optional<std::vector<Volume>> read_apple(const Container& container, Remarks& remarks);

}  // namespace vixmount::volume::labels
