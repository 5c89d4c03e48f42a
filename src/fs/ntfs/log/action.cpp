#include "fs/ntfs/log/action.hpp"

#include "base/checked.hpp"
#include "base/error.hpp"

namespace vixmount::fs::ntfs::log {
namespace {

// An index block of 64 KiB in clusters of 512 bytes.
constexpr std::size_t kMostClusters = 128;

// Bytes that the record does not hold are zeros: room for file data, which is never logged, or a
// value that is wiped. Records that change nothing may name data that was never there: Windows
// Server 2003 does at the end of transactions.
std::vector<std::byte> data_of(const BytesView& view, std::size_t offset, std::size_t length,
                               bool absent, bool changes_disk) {
  if (absent || length == 0) return std::vector<std::byte>(length);
  if (!changes_disk && !fits(offset, length, view.size())) return {};
  const auto bytes = view.sub(offset, length).span();
  return {bytes.begin(), bytes.end()};
}

}  // namespace

Action parse_action(const LogRecord& record) {
  const auto view = record.view();
  const auto header = view.get<layout::ActionHeader>(0);
  Action action;
  action.target_attribute = header.target_attribute;
  action.target_vcn = header.target_vcn;
  if (header.lcn_count > kMostClusters)
    fail_at(view.origin(), "a record of the log about {} clusters", header.lcn_count.value());
  for (std::size_t i = 0; i < header.lcn_count; ++i)
    action.lcns.push_back(view.le64_at(sizeof(header) + i * sizeof(le64)));
  action.block_offset = header.block_offset * layout::kBlockOffsetUnit;
  action.record_offset = header.record_offset;
  action.attribute_offset = header.attribute_offset;
  action.redo_operation = header.redo_operation;
  action.undo_operation = header.undo_operation;
  action.redo_data = data_of(view, header.redo_offset, header.redo_length,
                             (record.flags & layout::kNoRedoData) != 0, !action.lcns.empty());
  action.undo_data = data_of(view, header.undo_offset, header.undo_length,
                             (record.flags & layout::kNoUndoData) != 0, !action.lcns.empty());
  action.origin = view.origin();
  return action;
}

}  // namespace vixmount::fs::ntfs::log
