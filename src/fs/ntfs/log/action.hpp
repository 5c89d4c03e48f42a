// What a log record says: a change of the file system, how to make it and how to take it back.
#pragma once

#include <cstdint>
#include <vector>

#include "base/bytes.hpp"
#include "fs/ntfs/log/layout.hpp"
#include "fs/ntfs/log/log_file.hpp"

namespace vixmount::fs::ntfs::log {

// One direction of a change. Borrows from the Action.
struct Change {
  std::uint16_t operation = layout::kNoop;  // layout::Operation
  BytesView data;                           // what the operation takes
  std::size_t replaced_length = 0;          // length of the other direction's data
};

struct Action {
  std::uint16_t target_attribute = 0;  // key in the table of open attributes
  std::uint64_t target_vcn = 0;        // cluster of that attribute where the change begins
  std::vector<std::uint64_t> lcns;     // where those clusters were on the volume
  std::size_t block_offset = 0;        // of the MFT record or index block in them, bytes
  std::size_t record_offset = 0;       // in that block, bytes
  std::size_t attribute_offset = 0;    // from there, bytes
  std::uint16_t redo_operation = layout::kNoop;
  std::uint16_t undo_operation = layout::kNoop;
  std::vector<std::byte> redo_data;
  std::vector<std::byte> undo_data;
  std::uint64_t origin = 0;  // for messages

  Change redo() const noexcept {
    return {redo_operation, BytesView(redo_data, origin), undo_data.size()};
  }
  Change undo() const noexcept {
    return {undo_operation, BytesView(undo_data, origin), redo_data.size()};
  }
};

// `record`: of type kClientRecord. Error{damaged}.
Action parse_action(const LogRecord& record);

}  // namespace vixmount::fs::ntfs::log
