// Names for the type byte of MBR partitions.
#pragma once

#include <cstdint>
#include <string_view>

namespace vixmount::volume::mbr {

// "Linux", "NTFS, exFAT or HPFS" ...; "unknown" for types without a common meaning.
std::string_view type_name(std::uint8_t type) noexcept;

}  // namespace vixmount::volume::mbr
