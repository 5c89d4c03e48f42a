#include "fs/hfsplus/journal/replay.hpp"

#include <algorithm>
#include <optional>
#include <vector>

#include "base/checked.hpp"
#include "base/error.hpp"
#include "fs/hfsplus/journal/block_list.hpp"
#include "io/overlay_source.hpp"

namespace vixmount::fs::hfsplus::journal {
namespace {

// Larger pieces are told by where they lie in the journal, which costs no memory.
constexpr std::uint32_t kMostOverlayBlock = 4096;
constexpr std::uint64_t kMostMemory = 64 << 20;
// Of all transactions. A journal of 512 MiB, Apple's largest, has that many blocks of 4 KiB twice.
constexpr std::size_t kMostBlocks = 256 << 10;

// The last that had the volume: only one that writes journals keeps them true.
constexpr std::uint32_t kJournalingSystem = hfsplus::layout::four_letters("HFSJ");

struct Transactions {
  std::vector<LoggedBlock> blocks;
  std::size_t count = 0;
  std::string damage;  // why it ended before the journal's end
};

// Follows the journal from its start. Behind the end that its header tells, transactions go on as
// long as their numbers do: the header is not written for each.
class Scan {
 public:
  explicit Scan(const JournalFile& journal) : journal_(journal) {}

  Transactions run() {
    auto at = journal_.start();
    // Every list takes some of the journal, which is gone round once at most.
    for (std::uint64_t used = 0; used < journal_.size();) {
      if (at == journal_.end()) behind_end_ = true;
      const auto list = next_list(at);
      if (!list) break;
      begin_transaction_at(*list);
      if (list->blocks_are_wrong) {
        stop("a block's checksum is wrong");
        break;
      }
      if (out_.blocks.size() + list->blocks.size() > kMostBlocks) {
        stop("it has too many blocks");
        break;
      }
      out_.blocks.insert(out_.blocks.end(), list->blocks.begin(), list->blocks.end());
      sequence_ = list->sequence;
      used += list->bytes_used;
      at = journal_.advance(at, list->bytes_used);
    }
    return std::move(out_);
  }

 private:
  std::optional<BlockList> next_list(std::uint64_t at) {
    if (behind_end_ && sequence_ == 0) return std::nullopt;
    try {
      auto list = read_block_list(journal_, at);
      if (follows(list)) return list;
      if (!behind_end_) stop("its transactions are not in order");
    } catch (const Error& error) {
      if (error.kind() != ErrorKind::damaged) throw;
      if (!behind_end_) stop(error.message());  // behind the end, whatever was there before
    }
    return std::nullopt;
  }

  bool follows(const BlockList& list) const noexcept {
    if (behind_end_ && list.sequence == 0) return false;
    return sequence_ == 0 || list.sequence == 0 || list.sequence == sequence_ ||
           list.sequence == sequence_ + 1;
  }

  // Journals without numbers have no mark either: there a list is taken for a transaction.
  void begin_transaction_at(const BlockList& list) {
    has_marks_ = has_marks_ || list.first_of_transaction;
    if (has_marks_ && !list.first_of_transaction) return;
    whole_blocks_ = out_.blocks.size();
    ++out_.count;
  }

  // A transaction of which a list is wrong is not applied at all. Nothing marks its last list:
  // where the next one cannot be read, it may be one of this transaction.
  void stop(std::string why) {
    if (has_marks_) {
      out_.blocks.resize(whole_blocks_);
      if (out_.count != 0) --out_.count;
    }
    if (!behind_end_) out_.damage = std::move(why);
  }

  const JournalFile& journal_;
  Transactions out_;
  bool behind_end_ = false;
  bool has_marks_ = false;
  std::uint32_t sequence_ = 0;
  std::size_t whole_blocks_ = 0;  // of transactions in front of the last
};

void apply_block(io::OverlaySource& overlay, const JournalFile& journal, const LoggedBlock& block) {
  const std::uint64_t unit = overlay.block_size();
  auto target = checked_multiply(block.number, journal.header_size(), "journaled block");
  if (!fits(target, block.size, overlay.size()))
    fail(ErrorKind::damaged, "the journal changes {} bytes at {} of a volume of {}", block.size,
         target, overlay.size());
  auto from = block.offset;
  for (std::uint64_t left = block.size; left != 0;) {
    auto length = std::min({left, unit - target % unit, journal.until_end(from)});
    if (length == unit)
      overlay.redirect(target / unit, journal.position(from));
    else
      overlay.write(target, journal.read(from, length));
    target += length;
    left -= length;
    from = journal.advance(from, length);
  }
}

io::SourcePtr apply_all(const io::SourcePtr& volume, const VolumeHeader& header,
                        const JournalFile& journal, const Transactions& transactions) {
  auto overlay = std::make_shared<io::OverlaySource>(
      volume, std::min(header.block_size(), kMostOverlayBlock), kMostMemory);
  for (const auto& block : transactions.blocks) apply_block(*overlay, journal, block);
  return overlay;
}

// Where the journal is; nothing, with a remark, where it cannot be read from here.
std::optional<layout::InfoBlock> find_journal(const io::ByteSource& volume,
                                              const VolumeHeader& header, std::string& remark) {
  const auto at = checked_add(
      header.start, std::uint64_t{header.raw.journal_info_block} * header.block_size(), "journal");
  if (!fits(at, sizeof(layout::InfoBlock), volume.size()))
    fail_at(header.start + hfsplus::layout::kHeaderOffset + 12, "a journal at block {}",
            header.raw.journal_info_block.value());
  const auto bytes = io::read_bytes(volume, at, sizeof(layout::InfoBlock));
  const auto info = BytesView(bytes, at).get<layout::InfoBlock>(0);
  if ((info.flags & layout::kNeedsInit) != 0) return std::nullopt;  // nobody has written to it
  if ((info.flags & layout::kOnOtherDevice) != 0 || (info.flags & layout::kInThisVolume) == 0) {
    if (!header.has(hfsplus::layout::kUnmounted))
      remark = "journal on another device, not replayed";
    return std::nullopt;
  }
  return info;
}

ReplayResult replay_found(const io::SourcePtr& volume, const VolumeHeader& header,
                          const Options& options) {
  ReplayResult out{volume, {}};
  const auto info = find_journal(*volume, header, out.remark);
  if (!info) return out;
  const auto at = checked_add(header.start, info->offset.value(), "journal");
  const JournalFile journal(*volume, at, info->size, options.verify_checksums);
  if (journal.start() == journal.end()) return out;
  if (header.raw.last_mounted_version != kJournalingSystem) {
    out.remark = "journal ignored: a system without journals has written since";
    return out;
  }
  if (!options.replay_journal) {
    out.remark = "journal not replayed";
    return out;
  }
  const auto transactions = Scan(journal).run();
  out.volume = apply_all(volume, header, journal, transactions);
  out.remark = fmt::format("journal replayed: {} transactions", transactions.count);
  if (!transactions.damage.empty())
    out.remark += fmt::format("; the rest is damaged ({})", transactions.damage);
  return out;
}

}  // namespace

ReplayResult replay(const io::SourcePtr& volume, const VolumeHeader& header,
                    const Options& options, const Log& log) {
  if (!header.has(hfsplus::layout::kJournaled)) return {volume, {}};
  ReplayResult out;
  try {
    out = replay_found(volume, header, options);
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::damaged && error.kind() != ErrorKind::limit_exceeded) throw;
    out = {volume, fmt::format("journal not replayed: {}", error.message())};
  }
  if (!out.remark.empty()) log.info("{}", out.remark);
  return out;
}

}  // namespace vixmount::fs::hfsplus::journal
