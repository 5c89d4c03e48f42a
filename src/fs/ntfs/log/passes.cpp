#include "fs/ntfs/log/passes.hpp"

#include <queue>
#include <set>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include "base/error.hpp"

namespace vixmount::fs::ntfs::log {
namespace {

// Records that change nothing on the disk.
bool is_bookkeeping(std::uint16_t operation) noexcept {
  switch (operation) {
    case layout::kNoop:
    case layout::kCompensationLogRecord:
    case layout::kDeleteDirtyClusters:
    case layout::kHotFix:
    case layout::kEndTopLevelAction:
    case layout::kPrepareTransaction:
    case layout::kCommitTransaction:
    case layout::kForgetTransaction:
    case layout::kOpenNonresidentAttribute:
    case layout::kOpenAttributeTableDump:
    case layout::kAttributeNamesDump:
    case layout::kDirtyPageTableDump:
    case layout::kTransactionTableDump:
      return true;
    default:
      return false;
  }
}

// Where the clusters of `action` are in the end: attributes may have moved since it was logged.
std::vector<std::uint64_t> places(const Action& action, const DirtyClusters& dirty) {
  auto lcns = action.lcns;
  for (std::size_t i = 0; i < lcns.size(); ++i)
    if (const auto* cluster = dirty.find(action.target_attribute, action.target_vcn + i))
      lcns[i] = cluster->lcn;
  return lcns;
}

template <typename Body>
decltype(auto) with_record(Lsn lsn, Body&& body) {
  return with_context(fmt::format("record {:#x}", lsn), std::forward<Body>(body));
}

class Passes {
 public:
  Passes(LogFile& log, const Analysis& analysis, const Shape& shape, io::OverlaySource& volume)
      : log_(log), analysis_(analysis), changes_(volume, shape, analysis.attributes) {}

  PassResult run() {
    if (analysis_.redo_from != 0) redo();
    undo();
    return result_;
  }

 private:
  void redo() {
    auto record = log_.get(analysis_.redo_from);
    while (true) {
      if (record.type == layout::kClientRecord) with_record(record.lsn, [&] { redo(record); });
      if (record.lsn >= analysis_.last) break;
      record = log_.get(record.next);
    }
  }

  void redo(const LogRecord& record) {
    const auto action = parse_action(record);
    if (action.lcns.empty() || is_bookkeeping(action.redo_operation)) return;
    const auto* cluster = analysis_.dirty.find(action.target_attribute, action.target_vcn);
    if (cluster == nullptr || record.lsn < cluster->oldest_lsn) return;  // on the disk
    if (changes_.make(action, action.redo(), places(action, analysis_.dirty), record.lsn))
      ++result_.redone;
  }

  // Newest first over all transactions, which is the opposite of how they were made.
  void undo() {
    std::priority_queue<std::pair<Lsn, std::uint32_t>> next;
    for (const auto& [id, transaction] : analysis_.transactions.all())
      if (!transaction.committed && transaction.undo_next != 0)
        next.emplace(transaction.undo_next, id);
    std::set<std::uint32_t> touched;
    while (!next.empty()) {
      const auto [lsn, id] = next.top();
      next.pop();
      const auto record = log_.get(lsn);
      if (record.transaction != id || record.undo_next >= lsn)
        fail_at(record.file_offset,
                "record {:#x} of the log is none that transaction {:#x} can undo", lsn, id);
      if (with_record(lsn, [&] { return undo(record); })) touched.insert(id);
      if (record.undo_next != 0) next.emplace(record.undo_next, id);
    }
    result_.transactions = touched.size();
  }

  bool undo(const LogRecord& record) {
    const auto action = parse_action(record);
    if (action.lcns.empty() || is_bookkeeping(action.undo_operation)) return false;
    if (!changes_.make(action, action.undo(), places(action, analysis_.dirty), std::nullopt))
      return false;
    ++result_.undone;
    return true;
  }

  LogFile& log_;
  const Analysis& analysis_;
  Changes changes_;
  PassResult result_;
};

}  // namespace

PassResult redo_and_undo(LogFile& log, const Analysis& analysis, const Shape& shape,
                         io::OverlaySource& volume) {
  return Passes(log, analysis, shape, volume).run();
}

}  // namespace vixmount::fs::ntfs::log
