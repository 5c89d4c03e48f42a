// GUID partition table. Facts: UEFI specification 2.10, section 5.3.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "base/endian.hpp"

namespace vixmount::volume::gpt {

inline constexpr char kSignature[] = "EFI PART";

struct RawGuid {
  std::array<std::byte, 16> bytes;  // first three fields little endian
};

// Blocks are logical sectors. The primary header is in block 1, its backup in the last one.
struct Header {
  std::array<char, 8> signature;
  le32 revision;
  le32 header_size;  // bytes that header_crc covers
  le32 header_crc;   // CRC-32, taken with this field as 0
  le32 reserved;
  le64 own_block;
  le64 other_block;  // of the other copy
  le64 first_usable_block;
  le64 last_usable_block;  // inclusive
  RawGuid disk_guid;
  le64 entries_block;
  le32 entry_count;
  le32 entry_size;   // bytes
  le32 entries_crc;  // CRC-32 of entry_count * entry_size bytes
};
static_assert(sizeof(Header) == 92);

struct Entry {
  RawGuid type;  // nil: unused
  RawGuid id;
  le64 first_block;
  le64 last_block;  // inclusive
  le64 attributes;
  std::array<std::byte, 72> name;  // UTF-16LE, ended by a zero unless full
};
static_assert(sizeof(Entry) == 128);

}  // namespace vixmount::volume::gpt
