// From members of one array to its volume: which of them count, whether they are enough, and the
// source over them.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "volume/md/superblock.hpp"
#include "volume/scheme.hpp"

namespace vixmount::volume::md {

struct ArrayMember final : Member {
  std::string name;      // of the container, for remarks
  io::SourcePtr source;  // all of the container
  Superblock superblock;
};

// The volume that `members` (at least one, all of one UUID) make. Those that do not count (stale,
// spare, doubled) are named in remarks. Where the bytes cannot be had or not be trusted the
// volume's source throws, and its health says why; no Error of an array's numbers leaves.
Volume assemble_array(const std::vector<const ArrayMember*>& members, Remarks& remarks);

// By which name people know the array: "/dev/md/root", "/dev/md0", else "md UUID".
std::string name_of_array(const Superblock& superblock);

}  // namespace vixmount::volume::md
