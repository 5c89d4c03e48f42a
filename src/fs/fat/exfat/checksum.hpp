// exFAT's checksums: sums that are rotated right by a bit before each byte is added.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace vixmount::fs::exfat {

// Of the first 11 sectors of a boot region, without the fields that change while it is mounted.
std::uint32_t boot_checksum(std::span<const std::byte> sectors) noexcept;

// Of the table of capital letters as it is on disk.
std::uint32_t table_checksum(std::span<const std::byte> table) noexcept;

// Of an entry set, without the field that holds it. Begin with 0 and the first entry.
std::uint16_t add_entry_to_checksum(std::uint16_t sum, std::span<const std::byte> entry,
                                    bool is_first) noexcept;

}  // namespace vixmount::fs::exfat
