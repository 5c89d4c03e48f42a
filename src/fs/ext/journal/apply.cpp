#include "fs/ext/journal/apply.hpp"

#include <algorithm>
#include <cstring>
#include <unordered_map>
#include <vector>

#include <fmt/core.h>

#include "base/error.hpp"
#include "fs/ext/journal/layout.hpp"
#include "fs/ext/journal/revoke_table.hpp"

namespace vixmount::fs::ext::jbd2 {
namespace {

void cut_before(const JournalSuperblock& journal, const LoggedBlock& damaged, ScanResult& scan) {
  scan.damage =
      fmt::format("the copy of block {} in the log has a wrong checksum, in transaction {}",
                  damaged.block, journal.sequence + damaged.transaction);
  scan.cut(damaged.transaction);
}

// Leaves out the first transaction that holds a damaged block, and all behind it. As for the
// kernel, a damaged copy that a later transaction revokes does no harm; but once transactions were
// left out their revocations do not count, so that then every damaged copy does.
RevokeTable settle_revokes(const JournalFile& file, const JournalSuperblock& journal,
                           ScanResult& scan) {
  RevokeTable revokes(file, journal, scan);
  const auto harmful = std::ranges::find_if(scan.blocks, [&](const LoggedBlock& logged) {
    return !logged.intact && !revokes.is_revoked(logged);
  });
  if (harmful == scan.blocks.end()) return revokes;
  cut_before(journal, LoggedBlock(*harmful), scan);
  const auto damaged = std::ranges::find(scan.blocks, false, &LoggedBlock::intact);
  if (damaged != scan.blocks.end()) cut_before(journal, LoggedBlock(*damaged), scan);
  return {file, journal, scan};
}

void put(const JournalFile& file, const LoggedBlock& logged, io::OverlaySource& overlay) {
  if (!logged.escaped) {
    overlay.redirect(logged.block, file.volume_offset(logged.log_block));
    return;
  }
  std::vector<std::byte> bytes(file.block_size());
  file.read(logged.log_block, bytes);
  const be32 magic = kMagic;
  std::memcpy(bytes.data(), &magic, sizeof(magic));
  overlay.replace(logged.block, bytes);
}

}  // namespace

ApplyResult apply_log(const JournalFile& file, const JournalSuperblock& journal, ScanResult scan,
                      io::OverlaySource& overlay) {
  const auto revokes = settle_revokes(file, journal, scan);
  std::unordered_map<std::uint64_t, const LoggedBlock*> latest;
  for (const auto& logged : scan.blocks)
    if (!revokes.is_revoked(logged)) latest[logged.block] = &logged;
  for (const auto& [block, logged] : latest) put(file, *logged, overlay);
  return {scan.transactions, latest.size(), scan.next_sequence, scan.damage};
}

}  // namespace vixmount::fs::ext::jbd2
