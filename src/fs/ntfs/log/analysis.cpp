#include "fs/ntfs/log/analysis.hpp"

#include <algorithm>
#include <limits>

#include "base/error.hpp"

namespace vixmount::fs::ntfs::log {
namespace {

// The data of the table in record `lsn`, of which the checkpoint says that it is there.
std::vector<std::byte> table_data(LogFile& log, Lsn lsn, layout::Operation operation) {
  const auto record = log.get(lsn);
  const auto view = record.view();
  const auto header = view.get<layout::ActionHeader>(0);
  if (record.type != layout::kClientRecord || header.redo_operation != operation)
    fail_at(view.origin(), "record {:#x} of the log is not the table that its checkpoint names",
            lsn);
  // Not cut at the redo length, which has 16 bits only.
  const auto table = view.from(header.redo_offset).span();
  return {table.begin(), table.end()};
}

layout::Checkpoint read_checkpoint(LogFile& log, Lsn lsn) {
  const auto record = log.get(lsn);
  if (record.type != layout::kClientRestart)
    fail_at(record.file_offset, "record {:#x} of the log is not the checkpoint that it should be",
            lsn);
  return record.view().get<layout::Checkpoint>(0);
}

void read_tables(LogFile& log, const layout::Checkpoint& checkpoint, Analysis& analysis) {
  const bool old_form = checkpoint.major_version == 0;
  if (checkpoint.open_attributes_length != 0)
    analysis.attributes.read_table(
        BytesView(table_data(log, checkpoint.open_attributes_lsn, layout::kOpenAttributeTableDump)),
        old_form);
  if (checkpoint.dirty_pages_length != 0)
    analysis.dirty.read_table(
        BytesView(table_data(log, checkpoint.dirty_pages_lsn, layout::kDirtyPageTableDump)),
        old_form);
  if (checkpoint.transactions_length != 0)
    analysis.transactions.read_table(
        BytesView(table_data(log, checkpoint.transactions_lsn, layout::kTransactionTableDump)));
}

void note(const LogRecord& record, bool old_form, Analysis& analysis) {
  const auto action = parse_action(record);
  analysis.transactions.note(record, action);
  switch (action.redo_operation) {
    case layout::kOpenNonresidentAttribute:
      analysis.attributes.open(action, old_form);
      analysis.dirty.forget(action.target_attribute);
      break;
    case layout::kDeleteDirtyClusters:
      analysis.dirty.remove(action);
      break;
    case layout::kHotFix:
      analysis.dirty.move(action);
      break;
    default:
      // Records that only say how to undo, too: their page is dirty from the next record on, and
      // undoing needs its place.
      if (!action.lcns.empty()) analysis.dirty.touch(action, record.lsn);
  }
}

Lsn oldest_transaction(const Transactions& transactions) {
  Lsn oldest = std::numeric_limits<Lsn>::max();
  for (const auto& [id, transaction] : transactions.all())
    if (transaction.first_lsn != 0) oldest = std::min(oldest, transaction.first_lsn);
  return oldest;
}

}  // namespace

Analysis analyse(LogFile& log, std::uint32_t cluster_size) {
  const auto& restart = log.restart();
  const auto checkpoint = read_checkpoint(log, restart.checkpoint_lsn);
  Analysis analysis{{}, DirtyClusters(cluster_size), {}, 0, 0};
  read_tables(log, checkpoint, analysis);

  analysis.last = checkpoint.start_lsn != 0 ? checkpoint.start_lsn.value() : restart.checkpoint_lsn;
  const auto start = log.get(analysis.last);
  const auto first = start.next;
  // Each record has a larger LSN than the one before. More than one lap would run into itself.
  const auto bound = analysis.last + (Lsn{1} << restart.offset_bits);
  for (auto record = log.find(first); record; record = log.find(record->next)) {
    if (record->lsn <= analysis.last || record->lsn > bound)
      fail_at(record->file_offset, "the log runs in a circle");
    analysis.last = record->lsn;
    if (record->type == layout::kClientRecord)
      note(*record, checkpoint.major_version == 0, analysis);
  }
  log.check_end(analysis.last);
  if (analysis.last < restart.current_lsn)
    fail(ErrorKind::damaged, "the log ends at record {:#x}, its restart page names record {:#x}",
         analysis.last, restart.current_lsn);

  if (!analysis.dirty.empty() || !analysis.transactions.all().empty())
    analysis.redo_from =
        std::min({first, analysis.dirty.oldest_lsn(), oldest_transaction(analysis.transactions)});
  return analysis;
}

}  // namespace vixmount::fs::ntfs::log
