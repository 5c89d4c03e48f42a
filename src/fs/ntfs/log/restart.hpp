// The two restart pages at the head of the log: its geometry, and where its last checkpoint is.
#pragma once

#include <cstdint>
#include <optional>

#include "io/byte_source.hpp"

namespace vixmount::fs::ntfs::log {

// A log sequence number: place in the file in units of 8 bytes, and above it the number of times
// that the log went around.
using Lsn = std::uint64_t;

struct Restart {
  std::uint16_t major_version = 0;
  std::uint16_t minor_version = 0;
  std::uint32_t page_size = 0;           // bytes of a record page
  std::uint64_t file_size = 0;           // usable bytes, a multiple of page_size
  std::uint64_t first_page = 0;          // file offset where the ring begins
  std::uint32_t offset_bits = 0;         // of an LSN
  std::uint32_t page_data_offset = 0;    // of the first record byte in a page
  std::uint32_t record_header_size = 0;  // bytes
  bool clean = false;                    // closed properly: nothing to replay
  std::uint16_t client_index = 0;
  std::uint16_t client_sequence = 0;
  Lsn current_lsn = 0;
  Lsn oldest_lsn = 0;
  Lsn checkpoint_lsn = 0;  // 0: none

  std::uint64_t file_offset(Lsn lsn) const noexcept {
    return (lsn << 3) & ((std::uint64_t{8} << offset_bits) - 1);
  }
  std::uint64_t lap(Lsn lsn) const noexcept { return lsn >> offset_bits; }
  Lsn lsn(std::uint64_t lap, std::uint64_t file_offset) const noexcept {
    return (lap << offset_bits) | (file_offset >> 3);
  }
};

// The newer of the two valid pages; nothing when the log is empty (filled with 0xFF, as mkntfs,
// ntfs-3g and ntfsfix leave it). Error{damaged} when neither page is valid, Error{unsupported} for
// other versions than 1.1 and 2.0 unless the log is clean.
std::optional<Restart> read_restart(const io::ByteSource& log_file);

}  // namespace vixmount::fs::ntfs::log
