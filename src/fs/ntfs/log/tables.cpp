#include "fs/ntfs/log/tables.hpp"

#include <algorithm>
#include <limits>

#include "base/checked.hpp"
#include "base/error.hpp"

namespace vixmount::fs::ntfs::log {
namespace {

// Windows tracks changes by pages of its cache.
constexpr std::uint32_t kCachePage = 4096;

// Calls `visit(offset, entry)` for each entry in use.
template <typename Visit>
void for_each_entry(const BytesView& data, std::size_t least_size, Visit visit) {
  const auto header = data.get<layout::TableHeader>(0);
  const std::size_t size = header.entry_size;
  if (size < least_size)
    fail_at(data.origin(), "a table in the log with entries of {} bytes", size);
  for (std::size_t i = 0; i < header.entry_count; ++i) {
    const auto offset = sizeof(layout::TableHeader) + i * size;
    const auto entry = data.sub(offset, size);
    if (entry.le32_at(0) == layout::kEntryAllocated) visit(offset, entry);
  }
}

OpenAttribute parse_open_attribute(const BytesView& entry, bool old_form) {
  if (old_form) {
    const auto raw = entry.get<layout::OldOpenAttributeEntry>(0);
    return {raw.type, raw.index_block_size};
  }
  const auto raw = entry.get<layout::OpenAttributeEntry>(0);
  return {raw.type, raw.index_block_size};
}

}  // namespace

void OpenAttributes::read_table(const BytesView& data, bool old_form) {
  const auto least =
      old_form ? sizeof(layout::OldOpenAttributeEntry) : sizeof(layout::OpenAttributeEntry);
  for_each_entry(data, least, [&](std::size_t offset, const BytesView& entry) {
    entries_[static_cast<std::uint32_t>(offset)] = parse_open_attribute(entry, old_form);
  });
}

void OpenAttributes::open(const Action& action, bool old_form) {
  entries_[action.target_attribute] = parse_open_attribute(action.redo().data, old_form);
}

const OpenAttribute& OpenAttributes::at(std::uint16_t key) const {
  const auto found = entries_.find(key);
  if (found == entries_.end())
    fail(ErrorKind::damaged, "the log changes attribute {:#x}, which it did not open", key);
  return found->second;
}

void DirtyClusters::add(const Key& key, std::uint64_t lcn, Lsn oldest_lsn) {
  const auto [entry, is_new] = clusters_.try_emplace(key, Cluster{lcn, oldest_lsn});
  if (clusters_.size() > kMost)
    fail(ErrorKind::limit_exceeded, "the log has more than {} dirty clusters", kMost);
  if (is_new) return;
  // Several pages share a large cluster.
  entry->second.oldest_lsn = std::min(entry->second.oldest_lsn, oldest_lsn);
  if (lcn != 0) entry->second.lcn = lcn;
}

void DirtyClusters::read_table(const BytesView& data, bool old_form) {
  const auto head = old_form ? sizeof(layout::OldDirtyPageEntry) : sizeof(layout::DirtyPageEntry);
  for_each_entry(data, head, [&](std::size_t, const BytesView& entry) {
    const auto raw = entry.get<layout::DirtyPageEntry>(0);
    Key key{raw.vcn, static_cast<std::uint16_t>(raw.target_attribute)};
    Lsn oldest_lsn = raw.oldest_lsn;
    if (old_form) {
      const auto old = entry.get<layout::OldDirtyPageEntry>(0);
      key.vcn = old.vcn;
      oldest_lsn = old.oldest_lsn;
    }
    for (std::size_t i = 0; i < raw.lcn_count; ++i, ++key.vcn)
      add(key, entry.le64_at(head + i * sizeof(le64)), oldest_lsn);
  });
}

void DirtyClusters::forget(std::uint16_t attribute) {
  work_ += clusters_.size();
  if (work_ > kMostWork) fail(ErrorKind::limit_exceeded, "the log opens attributes too often");
  std::erase_if(clusters_, [&](const auto& entry) { return entry.first.attribute == attribute; });
}

void DirtyClusters::touch(const Action& action, Lsn lsn) {
  const auto attribute = action.target_attribute;
  if (find(attribute, action.target_vcn) == nullptr) {
    const std::uint64_t per_page = std::max<std::uint32_t>(1, kCachePage / cluster_size_);
    const auto first = action.target_vcn / per_page * per_page;
    for (std::uint64_t i = 0; i < per_page; ++i) add({first + i, attribute}, 0, lsn);
  }
  for (std::size_t i = 0; i < action.lcns.size(); ++i)
    add({action.target_vcn + i, attribute}, action.lcns[i], lsn);
}

void DirtyClusters::remove(const Action& action) {
  const auto data = action.redo().data;
  for (std::size_t at = 0; at + sizeof(layout::ClusterRange) <= data.size();
       at += sizeof(layout::ClusterRange)) {
    const auto range = data.get<layout::ClusterRange>(at);
    const std::uint64_t first = range.lcn;
    const std::uint64_t count = range.count;
    work_ += clusters_.size();
    if (work_ > kMostWork) fail(ErrorKind::limit_exceeded, "the log frees clusters too often");
    for (auto& [key, cluster] : clusters_)
      if (cluster.lcn >= first && cluster.lcn - first < count) cluster.lcn = 0;
  }
}

void DirtyClusters::move(const Action& action) {
  const auto found = clusters_.find({action.target_vcn, action.target_attribute});
  if (found != clusters_.end() && found->second.lcn != 0 && !action.lcns.empty())
    found->second.lcn = action.lcns.front();
}

const DirtyClusters::Cluster* DirtyClusters::find(std::uint16_t attribute,
                                                  std::uint64_t vcn) const noexcept {
  const auto found = clusters_.find({vcn, attribute});
  return found == clusters_.end() ? nullptr : &found->second;
}

Lsn DirtyClusters::oldest_lsn() const noexcept {
  Lsn oldest = std::numeric_limits<Lsn>::max();
  for (const auto& [key, cluster] : clusters_)
    if (cluster.oldest_lsn != 0) oldest = std::min(oldest, cluster.oldest_lsn);
  return oldest;
}

void Transactions::read_table(const BytesView& data) {
  for_each_entry(data, sizeof(layout::TransactionEntry),
                 [&](std::size_t offset, const BytesView& entry) {
                   const auto raw = entry.get<layout::TransactionEntry>(0);
                   entries_[static_cast<std::uint32_t>(offset)] = {
                       raw.first_lsn, raw.undo_next_lsn, raw.state != layout::kTransactionActive};
                 });
}

void Transactions::note(const LogRecord& record, const Action& action) {
  if (action.redo_operation == layout::kForgetTransaction) {
    ended_ += entries_.erase(record.transaction);
    return;
  }
  auto& transaction =
      entries_.try_emplace(record.transaction, Transaction{record.lsn, 0, false}).first->second;
  if (entries_.size() > kMost)
    fail(ErrorKind::limit_exceeded, "the log has more than {} transactions at once", kMost);
  // What is undone, or complete in itself, is jumped over.
  const bool jumps = action.undo_operation == layout::kCompensationLogRecord ||
                     action.redo_operation == layout::kEndTopLevelAction;
  transaction.undo_next = jumps ? record.undo_next : record.lsn;
  if (action.redo_operation == layout::kPrepareTransaction ||
      action.redo_operation == layout::kCommitTransaction)
    transaction.committed = true;
}

}  // namespace vixmount::fs::ntfs::log
