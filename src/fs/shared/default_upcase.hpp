// The table of capital letters of Windows Vista and later: the simple mappings of Unicode 5.1 in
// the basic plane, but no letter outside ASCII becomes one of ASCII (dotless i, long s), and Greek
// symbols and digraphs in title case stay. Written down as runs from the $UpCase that formatting
// tools and Windows write; compared with both by tests.
#pragma once

#include <cstdint>
#include <vector>

namespace vixmount::fs {

std::vector<char16_t> default_upcase_table();  // 65536 units

}  // namespace vixmount::fs
