// One record of the log: header, checksum, and its data as it was before the log put cycle numbers
// into it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "fs/xfs/log/layout.hpp"
#include "fs/xfs/log/log_area.hpp"

namespace vixmount::fs::xfs::log {

struct RecordInfo {
  std::uint32_t block = 0;  // where it begins
  layout::RecordHeader header;
  std::uint32_t header_blocks = 0;
  std::uint32_t data_blocks = 0;
  std::uint32_t blocks() const noexcept { return header_blocks + data_blocks; }
};

// The header at `block`; nothing when there is none, or none of this file system. Error{damaged}
// for numbers that cannot be, Error{unsupported} for another byte order.
std::optional<RecordInfo> find_record(const LogArea& area, std::uint32_t block,
                                      const xfs::layout::Uuid& uuid);

// The data of a record. Nothing when its checksum is wrong.
std::optional<std::vector<std::byte>> read_record(const LogArea& area, const RecordInfo& record);

// True for the record that an orderly unmount leaves.
bool is_unmount_record(const LogArea& area, const RecordInfo& record);

}  // namespace vixmount::fs::xfs::log
