#include "fs/ext/journal/replay.hpp"

#include <memory>
#include <span>
#include <string_view>
#include <utility>

#include <fmt/core.h>

#include "base/error.hpp"
#include "fs/ext/blocks.hpp"
#include "fs/ext/checksum.hpp"
#include "fs/ext/journal/apply.hpp"
#include "fs/ext/journal/fast_commit_replay.hpp"
#include "fs/ext/journal/fast_commit_scan.hpp"
#include "fs/ext/journal/find_journal.hpp"
#include "fs/ext/journal/journal_superblock.hpp"
#include "fs/ext/journal/scan.hpp"
#include "io/overlay_source.hpp"

namespace vixmount::fs::ext {
namespace {

// Blocks held in memory: those that a fast commit changes, and of the full transactions only the
// superblock and escaped ones (their first bytes happen to be the journal's magic number). All
// others stay in the journal. A full fast commit area changes a few MiB.
constexpr std::uint64_t kMostMemory = 16ULL << 20;

// The reader must not see a file system that asks for recovery.
void clear_needs_recovery(io::OverlaySource& overlay, std::uint64_t superblock_offset) {
  auto superblock = parse_superblock(overlay, superblock_offset, true);
  auto& raw = superblock.raw;
  raw.feature_incompat =
      raw.feature_incompat & ~static_cast<std::uint32_t>(Incompat::needs_recovery);
  const auto bytes = std::as_bytes(std::span(&raw, 1));
  if (superblock.has_metadata_checksums())
    raw.checksum = crc32c(0xFFFFFFFF, bytes.first(offsetof(layout::Superblock, checksum)));
  overlay.write(superblock_offset, bytes);
}

// The log may have restored a primary superblock that was damaged.
void clear_in_restored_primary(io::OverlaySource& overlay) {
  try {
    clear_needs_recovery(overlay, layout::kSuperblockOffset);
  } catch (const Error& error) {
    // Still damaged: the reader goes on with the backup copy.
    if (error.kind() != ErrorKind::damaged) throw;
  }
}

bool is_about_the_journal(const Error& error) noexcept {
  switch (error.kind()) {
    case ErrorKind::damaged:
    case ErrorKind::unsupported:
    case ErrorKind::limit_exceeded:
    case ErrorKind::not_found:
    case ErrorKind::out_of_range:
      return true;
    default:
      return false;
  }
}

std::string count_of(std::uint32_t count, std::string_view what) {
  return fmt::format("{} {}{}", count, what, count == 1 ? "" : "s");
}

std::string describe(const jbd2::JournalSuperblock& journal, const jbd2::ApplyResult& applied) {
  std::string text = journal.start == 0
                         ? "journal was empty"
                         : "journal replayed: " + count_of(applied.transactions, "transaction");
  if (!applied.damage.empty())
    text += "; the journal is damaged, later transactions were left out: " + applied.damage;
  if (journal.error_number != 0)
    text += fmt::format("; the guest had stopped its journal with error {}", journal.error_number);
  return text;
}

// The fast commits over `result.volume`, in an overlay of their own: when one of them cannot be
// applied, none is, and the state of the last full transaction stays.
void add_fast_commits(const jbd2::JournalFile& file, const jbd2::JournalSuperblock& journal,
                      std::uint32_t transaction, const Superblock& superblock,
                      ReplayResult& result) {
  try {
    const auto commits = jbd2::scan_fast_commits(file, journal, transaction, superblock.inode_size);
    if (!commits.damage.empty()) result.remark += "; fast commits were left out: " + commits.damage;
    if (commits.commits == 0) return;
    const Blocks blocks(result.volume,
                        parse_superblock(*result.volume, superblock.byte_offset, true), true);
    const auto overlay =
        std::make_shared<io::OverlaySource>(result.volume, superblock.block_size, kMostMemory);
    jbd2::replay_fast_commits(blocks, commits, *overlay);
    result.volume = overlay;
    result.remark += ", " + count_of(commits.commits, "fast commit");
  } catch (const Error& error) {
    if (!is_about_the_journal(error)) throw;
    result.remark += fmt::format("; fast commits were left out: {}", error.message());
  }
}

ReplayResult replay(const io::SourcePtr& volume, const Superblock& superblock,
                    const JournalLocation& location, const Log& log) {
  if (location.inode == 0)
    fail(ErrorKind::unsupported, "it is on another device, with UUID {}",
         location.external_uuid.to_string());
  const Blocks blocks(volume, superblock, true);
  const auto file = jbd2::open_journal_file(blocks, location.inode);
  const auto journal = jbd2::read_journal_superblock(file);
  const auto overlay =
      std::make_shared<io::OverlaySource>(volume, superblock.block_size, kMostMemory);
  const auto applied = jbd2::apply_log(file, journal, jbd2::scan_log(file, journal), *overlay);
  clear_needs_recovery(*overlay, superblock.byte_offset);
  if (superblock.byte_offset != layout::kSuperblockOffset) clear_in_restored_primary(*overlay);
  ReplayResult result{overlay, describe(journal, applied)};
  if (journal.start != 0 && applied.damage.empty())
    add_fast_commits(file, journal, applied.next_sequence, superblock, result);
  log.info("{} ({} blocks)", result.remark, applied.blocks);
  return result;
}

}  // namespace

ReplayResult replay_journal(io::SourcePtr volume, const Superblock& superblock,
                            const JournalLocation& location, const Log& log) {
  try {
    return replay(volume, superblock, location, log);
  } catch (const Error& error) {
    if (!is_about_the_journal(error)) throw;
    auto remark = fmt::format("journal not replayed, files may be older or inconsistent: {}",
                              error.message());
    log.warning("{}", remark);
    return {std::move(volume), std::move(remark)};
  }
}

}  // namespace vixmount::fs::ext
