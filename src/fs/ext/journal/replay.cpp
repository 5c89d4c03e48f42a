#include "fs/ext/journal/replay.hpp"

#include <memory>
#include <span>
#include <utility>

#include <fmt/core.h>

#include "base/error.hpp"
#include "fs/ext/blocks.hpp"
#include "fs/ext/checksum.hpp"
#include "fs/ext/journal/apply.hpp"
#include "fs/ext/journal/find_journal.hpp"
#include "fs/ext/journal/journal_superblock.hpp"
#include "fs/ext/journal/scan.hpp"
#include "io/overlay_source.hpp"

namespace vixmount::fs::ext {
namespace {

// Blocks held in memory: escaped ones (their first bytes happen to be the journal's magic number,
// next to none in practice) and the superblock. All others stay in the journal.
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

std::string describe(const jbd2::JournalSuperblock& journal, const jbd2::ApplyResult& applied) {
  std::string text = journal.start == 0
                         ? "journal was empty"
                         : fmt::format("journal replayed: {} transaction{}", applied.transactions,
                                       applied.transactions == 1 ? "" : "s");
  if (!applied.damage.empty())
    text +=
        fmt::format("; the journal is damaged and later ones were left out: {}", applied.damage);
  if (journal.error_number != 0)
    text += fmt::format("; the guest had stopped its journal with error {}", journal.error_number);
  return text;
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
  auto remark = describe(journal, applied);
  log.info("{} ({} blocks)", remark, applied.blocks);
  return {overlay, std::move(remark)};
}

}  // namespace

ReplayResult replay_journal(io::SourcePtr volume, const Superblock& superblock,
                            const JournalLocation& location, const Log& log) {
  if (!superblock.has(Incompat::needs_recovery)) return {std::move(volume), {}};
  try {
    return replay(volume, superblock, location, log);
  } catch (const Error& error) {
    switch (error.kind()) {
      case ErrorKind::damaged:
      case ErrorKind::unsupported:
      case ErrorKind::limit_exceeded:
      case ErrorKind::not_found:
      case ErrorKind::out_of_range: {
        auto remark = fmt::format("journal not replayed, files may be older or inconsistent: {}",
                                  error.message());
        log.warning("{}", remark);
        return {std::move(volume), std::move(remark)};
      }
      default:
        throw;
    }
  }
}

}  // namespace vixmount::fs::ext
