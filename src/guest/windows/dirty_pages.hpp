// Logs of pages with a bitmap (DIRT; until Windows 8 and Server 2012).
#pragma once

#include "guest/windows/hive_memory.hpp"
#include "guest/windows/registry_layout.hpp"
#include "io/byte_source.hpp"

namespace vixmount::guest::windows {

// Writes the pages of the log, whose own base block is `base`, into the hive's bins. Nothing is
// written when one of them is not there: Error{damaged}.
void apply_dirty_pages(const io::ByteSource& log, const layout::BaseBlock& base, HiveMemory& hive);

}  // namespace vixmount::guest::windows
