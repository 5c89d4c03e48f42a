// The 8.3 name that every entry has.
#pragma once

#include <cstdint>
#include <string>

#include "fs/fat/code_page.hpp"
#include "fs/fat/layout.hpp"

namespace vixmount::fs::fat {

// "NAME.EXT" without padding; parts that Windows NT marked are in small letters.
std::u16string short_name_of(const layout::DirectoryEntry& entry, const CodePage& code_page);

// What the parts of a long name carry to show whose they are.
std::uint8_t short_name_checksum(const layout::DirectoryEntry& entry) noexcept;

}  // namespace vixmount::fs::fat
