#include "fs/ext/journal/scan.hpp"

#include <algorithm>
#include <utility>

#include <fmt/core.h>

#include "base/bytes.hpp"
#include "base/error.hpp"
#include "fs/ext/journal/checksum.hpp"
#include "fs/ext/journal/commit.hpp"
#include "fs/ext/journal/descriptor.hpp"
#include "fs/ext/journal/layout.hpp"

namespace vixmount::fs::ext::jbd2 {
namespace {

class Scanner {
 public:
  Scanner(const JournalFile& file, const JournalSuperblock& journal)
      : file_(file),
        journal_(journal),
        position_(journal.start),
        sequence_(journal.sequence),
        block_(journal.block_size),
        logged_(journal.block_size) {}

  ScanResult run() {
    while (!done_ && take(block_)) {
      const auto header = BytesView(block_).get<BlockHeader>(0);
      if (header.magic != kMagic || header.sequence != sequence_) break;
      switch (header.block_type) {
        case kDescriptorBlock:
          descriptor();
          break;
        case kRevokeBlock:
          revoke();
          break;
        case kCommitBlock:
          commit();
          break;
        default:
          done_ = true;
      }
    }
    result_.cut(result_.transactions);
    result_.next_sequence = journal_.sequence + result_.transactions;
    return std::move(result_);
  }

 private:
  // Reads the next block of the log; false when the walk has been once around the ring.
  bool take(std::span<std::byte> out) {
    if (taken_ == journal_.log_blocks()) return false;
    ++taken_;
    last_ = position_;
    file_.read(position_, out);
    position_ = journal_.next(position_);
    return true;
  }

  void descriptor() {
    if (!tail_checksum_matches(journal_, block_)) unsure_ = true;
    // Without its checksum a descriptor may be an old block of the log: nothing is taken from it,
    // but its tags lead to the commit block that decides.
    const bool collect = !unsure_ && !failed_;
    if (journal_.has_checksum_v1) checksum_ = crc32_big_endian(checksum_, block_);
    for (const auto& tag : parse_tags(journal_, block_)) {
      if (!take(logged_)) {
        // The ring ends inside a transaction: no commit block can follow.
        done_ = true;
        return;
      }
      if (collect) add(tag);
    }
  }

  void add(const BlockTag& tag) {
    if (result_.blocks.size() == kMostLoggedBlocks)
      fail(ErrorKind::limit_exceeded, "the journal's log lists more than {} blocks",
           kMostLoggedBlocks);
    if (journal_.has_checksum_v1) checksum_ = crc32_big_endian(checksum_, logged_);
    result_.blocks.push_back({tag.block, last_, result_.transactions, tag.escaped,
                              tag_checksum_matches(journal_, tag, sequence_, logged_)});
  }

  void revoke() {
    if (!tail_checksum_matches(journal_, block_)) unsure_ = true;
    if (!unsure_ && !failed_) result_.revokes.push_back({last_, result_.transactions});
  }

  void commit() {
    const auto time = commit_time(block_);
    if (failed_) {
      // After an incomplete transaction of an asynchronous commit nothing can be complete.
      if (journal_.has_checksum_v1 || commit_checksum_matches(journal_, block_, 0))
        damaged_at(sequence_ - 1);
      done_ = true;
      return;
    }
    if (unsure_ || !commit_checksum_matches(journal_, block_, checksum_)) {
      reject(time);
      return;
    }
    last_commit_time_ = time;
    checksum_ = kChecksumStart;
    ++result_.transactions;
    ++sequence_;
  }

  // A commit block stands where it should, but a checksum of its transaction is wrong. The clock
  // tells whether that is an old transaction (the log's ordinary end) or damage.
  void reject(std::uint64_t time) {
    done_ = true;
    if (time < last_commit_time_) return;
    if (unsure_ || !journal_.has_async_commit) {
      damaged_at(sequence_);
      return;
    }
    // Asynchronous commit blocks may reach the disk before the blocks they commit. That the next
    // transaction is complete would prove damage.
    done_ = false;
    failed_ = true;
    checksum_ = kChecksumStart;
    ++sequence_;
  }

  void damaged_at(std::uint32_t sequence) {
    result_.damage = fmt::format("transaction {} has a wrong checksum", sequence);
  }

  const JournalFile& file_;
  const JournalSuperblock& journal_;
  std::uint32_t position_;                   // log block to be read next
  std::uint32_t last_ = 0;                   // log block read last
  std::uint32_t taken_ = 0;                  // log blocks read
  std::uint32_t sequence_;                   // of the transaction being read
  std::uint32_t checksum_ = kChecksumStart;  // v1, of the transaction being read
  std::uint64_t last_commit_time_ = 0;
  bool unsure_ = false;  // a block of this transaction had a wrong checksum
  bool failed_ = false;  // the transaction before this one was incomplete
  bool done_ = false;
  std::vector<std::byte> block_;
  std::vector<std::byte> logged_;
  ScanResult result_;
};

}  // namespace

void ScanResult::cut(std::uint32_t transaction) {
  const auto dropped = [&](const auto& entry) { return entry.transaction >= transaction; };
  std::erase_if(blocks, dropped);
  std::erase_if(revokes, dropped);
  next_sequence -= transactions - std::min(transactions, transaction);
  transactions = std::min(transactions, transaction);
}

ScanResult scan_log(const JournalFile& file, const JournalSuperblock& journal) {
  if (journal.start == 0) {
    ScanResult empty;
    empty.next_sequence = journal.sequence;
    return empty;
  }
  return Scanner(file, journal).run();
}

}  // namespace vixmount::fs::ext::jbd2
