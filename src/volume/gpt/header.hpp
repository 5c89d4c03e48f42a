// One copy of a GUID partition table: header and entries, all checksums and sums checked.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/guid.hpp"
#include "io/byte_source.hpp"
#include "volume/gpt/layout.hpp"

namespace vixmount::volume::gpt {

struct Table {
  std::uint32_t sector_size = 0;  // bytes; all blocks below count in it
  std::uint64_t other_block = 0;  // where the other copy should be
  std::uint64_t first_usable_block = 0;
  std::uint64_t last_usable_block = 0;  // inclusive
  std::vector<Entry> entries;           // by slot, unused ones included
};

// What a look at one place gave: a good table, or why there is none. `present` tells a damaged copy
// from a place where nothing looks like a header.
struct Copy {
  std::optional<Table> table;
  bool present = false;
  std::string fault;                         // for people, when there is no table
  std::optional<std::uint64_t> other_block;  // known when the header itself is good
};

// Reads the copy whose header is in block `block` of `source`. Errors of reading are a fault, not
// an exception: the other copy may be readable.
Copy read_copy(const io::ByteSource& source, std::uint32_t sector_size, std::uint64_t block);

}  // namespace vixmount::volume::gpt
