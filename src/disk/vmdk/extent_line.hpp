// One extent line of a descriptor:
//   RW 4192256 SPARSE "disk-s001.vmdk"
//   RW 63 FLAT "/dev/sda" 0 [partitionUUID "..." deviceIdentifier "..."]
//   RW 2048 ZERO
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace vixmount::disk::vmdk {

enum class ExtentAccess : std::uint8_t { read_write, read_only, none };

enum class ExtentType : std::uint8_t {
  flat,         // FLAT
  vmfs,         // VMFS: flat, on an ESX host
  sparse,       // SPARSE: hosted sparse or COWD, the file's magic tells
  vmfs_sparse,  // VMFSSPARSE: COWD
  se_sparse,    // SESPARSE
  zero,         // ZERO: no file
  vmfs_rdm,     // VMFSRDM: raw device mapping
  vmfs_raw,     // VMFSRAW
};

struct ExtentLine {
  ExtentAccess access = ExtentAccess::read_write;
  std::uint64_t sectors = 0;  // at least 1
  ExtentType type = ExtentType::flat;
  std::string name;                  // of the file as written; empty for ZERO and NOACCESS
  std::uint64_t offset_sectors = 0;  // in the file
  std::size_t line = 0;              // its number in the descriptor, from 1
};

// True when `line` begins with an access word.
bool is_extent_line(std::string_view line) noexcept;

// Parses a line for which is_extent_line() holds. Errors: damaged, unsupported (unknown type); both
// name the line.
ExtentLine parse_extent_line(std::string_view line, std::size_t number);

std::string_view name_of(ExtentType type) noexcept;

}  // namespace vixmount::disk::vmdk
