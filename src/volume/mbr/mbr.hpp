// The MBR partition scheme: primary partitions 1 to 4, logical ones from 5.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "volume/scheme.hpp"

namespace vixmount::volume::mbr {

// The partitions of `container`; nothing when its first sector is no partition table, or one
// without partitions. Extended partitions are not listed, what is in them is. Protective entries
// for a GPT are skipped: this reader is asked only when there is no usable GPT. Error{io}.
std::optional<std::vector<Volume>> read_table(const Container& container, Remarks& remarks);

// What the first sector of a disk is.
enum class FirstSector : std::uint8_t {
  other,  // no 55 AA at its end
  file_system,
  partition_table,  // an ordinary MBR, also one without partitions
  gpt_protective,   // an MBR with an entry of type 0xEE: hybrid tables have others as well
};

// Error{io}. A source too small for a sector is `other`.
FirstSector look_at_first_sector(const io::ByteSource& source);

}  // namespace vixmount::volume::mbr
