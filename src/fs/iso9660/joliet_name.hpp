// Names in UTF-16, big-endian, as Joliet's records have them.
#pragma once

#include <cstddef>
#include <span>
#include <string>

namespace vixmount::fs::iso9660 {

// Up to the first zero; unpaired surrogates become U+FFFD.
std::string utf16be_text(std::span<const std::byte> units);

// A file's name as Linux shows it: without the version ";1" and dots at the end.
std::string joliet_name(std::span<const std::byte> identifier);

}  // namespace vixmount::fs::iso9660
