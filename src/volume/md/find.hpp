// Looks for MD superblocks in the places where each version has them.
#pragma once

#include <optional>

#include "volume/md/superblock.hpp"
#include "volume/scheme.hpp"

namespace vixmount::volume::md {

// The superblock that makes `container` a member, and why one that is there cannot be used. Where
// several are valid, the one of the youngest array. A damaged one is a remark, not an answer: the
// container may have been used anew. Error{io}.
struct Found {
  std::optional<Superblock> superblock;
  std::string unsupported;  // a superblock of a newer kind; empty: none
};
Found find_superblock(const Container& container, Remarks& remarks);

}  // namespace vixmount::volume::md
