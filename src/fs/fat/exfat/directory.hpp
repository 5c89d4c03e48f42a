// The files and directories in a directory of exFAT.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>

#include "base/error.hpp"
#include "fs/fat/exfat/entry_set.hpp"
#include "fs/fat/slots.hpp"

namespace vixmount::fs::exfat {

struct FoundSet {
  EntrySet set;
  std::uint32_t first_slot = 0;
  std::uint32_t next_slot = 0;  // behind the set
};

// Visits the sets from `first_slot` to the directory's end; `visit` returns false to stop. Entries
// that are not in use, benign, or of the root's own kinds are passed over. A damaged or unknown set
// is left out; the first such Error is returned once all others were visited. Error{io} passes
// through.
std::optional<Error> scan_entry_sets(const fat::Slots& slots, std::uint32_t first_slot,
                                     MetadataCursor& cursor,
                                     const std::function<bool(const FoundSet&)>& visit);

}  // namespace vixmount::fs::exfat
