// On-disk structures of registry hives and their transaction logs, as far as logs are applied by
// ourselves. Format facts: docs/formats/windows-registry.md. Offsets in hives count from the first
// hive bin, which stands at byte 4096.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "base/endian.hpp"

namespace vixmount::guest::windows::layout {

inline constexpr std::size_t kBinsOffset = 4096;  // bytes; where the hive bins begin
inline constexpr std::size_t kBinUnit = 4096;     // bytes; hive bins are multiples of it
inline constexpr std::size_t kSectorSize = 512;   // bytes; the unit of logs

enum class FileType : std::uint32_t {
  hive = 0,
  log = 1,          // DIRT: until Windows 8
  log_variant = 2,  // the same
  entry_log = 6,    // HvLE: since Windows 8.1
};

// The first sector of a hive or a log.
struct BaseBlock {
  std::array<char, 4> signature;  // "regf"
  le32 primary_sequence;          // counted up when writing begins
  le32 secondary_sequence;        // ... and when it is done
  le64 written;                   // FILETIME
  le32 major_version;
  le32 minor_version;
  le32 file_type;
  le32 file_format;
  le32 root_cell;
  le32 bins_size;          // bytes
  le32 clustering_factor;  // bytes of a sector of the disk, in 512
  std::array<std::byte, 64> file_name;
  std::array<std::byte, 32> ids;
  le32 flags;  // bit 0: transactions of the kernel's transaction manager are pending
  std::array<std::byte, 360> reserved;
  le32 checksum;  // of the 508 bytes before
};
static_assert(sizeof(BaseBlock) == kSectorSize);

// Of the first hive bin, the copy of BaseBlock::written.
inline constexpr std::size_t kBinTimeOffset = 20;  // bytes, in the bin

struct LogEntry {
  std::array<char, 4> signature;  // "HvLE"
  le32 size;                      // bytes, with this header; whole sectors
  le32 flags;                     // bit 0 as BaseBlock::flags
  le32 sequence;
  le32 bins_size;  // bytes, of the hive once this is applied
  le32 page_count;
  le64 content_hash;  // of what follows this header
  le64 header_hash;   // of the 32 bytes before
};
static_assert(sizeof(LogEntry) == 40);
inline constexpr std::size_t kHashedHeaderSize = 32;  // bytes

// One for each page, then the pages themselves, without gaps.
struct PageReference {
  le32 offset;  // bytes, in the hive bins
  le32 size;    // bytes
};
static_assert(sizeof(PageReference) == 8);

inline constexpr std::array<char, 4> kBaseSignature = {'r', 'e', 'g', 'f'};
inline constexpr std::array<char, 4> kEntrySignature = {'H', 'v', 'L', 'E'};
inline constexpr std::array<char, 4> kDirtySignature = {'D', 'I', 'R', 'T'};

}  // namespace vixmount::guest::windows::layout
