// The master boot record as PCs have had it since 1983, and the extended boot records that have the
// same shape. Facts: UEFI specification 2.10, section 5.2; Linux block/partitions/msdos.c.
#pragma once

#include <array>
#include <cstdint>

#include "base/endian.hpp"

namespace vixmount::volume::mbr {

inline constexpr std::size_t kRecordSize = 512;  // bytes, whatever the sector size
inline constexpr std::size_t kPrimaryEntries = 4;
inline constexpr std::uint16_t kSignature = 0xAA55;

struct Entry {
  std::uint8_t boot_indicator;  // 0x80 active, 0x00 not; anything else is no table
  std::array<std::uint8_t, 3> first_chs;
  std::uint8_t type;
  std::array<std::uint8_t, 3> last_chs;
  le32 first_sector;  // in logical sectors; what it counts from depends on the record
  le32 sector_count;

  bool used() const noexcept { return sector_count != 0 && type != 0; }
  bool is_extended() const noexcept { return type == 0x05 || type == 0x0F || type == 0x85; }
  bool is_gpt_protective() const noexcept { return type == 0xEE; }
};
static_assert(sizeof(Entry) == 16);

struct Record {
  std::array<std::uint8_t, 440> code;
  le32 disk_id;
  le16 reserved;
  std::array<Entry, kPrimaryEntries> entries;
  le16 signature;
};
static_assert(sizeof(Record) == kRecordSize);

}  // namespace vixmount::volume::mbr
