#include "fs/ext/journal/journal_superblock.hpp"

#include "base/bytes.hpp"
#include "base/error.hpp"
#include "fs/ext/checksum.hpp"
#include "fs/ext/journal/checksum.hpp"
#include "fs/ext/journal/layout.hpp"

namespace vixmount::fs::ext::jbd2 {
namespace {

// Fast commits get their own area only when this many blocks stay for full transactions; and it has
// this many blocks when the superblock names none. Both are constants of the format.
constexpr std::uint32_t kFewestLogBlocks = 1024;
constexpr std::uint32_t kDefaultFastCommitBlocks = 256;

void check_checksum(Superblock raw) {
  const std::uint32_t stored = raw.checksum;
  raw.checksum = 0;
  const auto computed = crc32c(kChecksumStart, std::as_bytes(std::span(&raw, 1)));
  if (stored != computed)
    fail(ErrorKind::damaged, "the journal superblock's checksum is {:#010x}, computed {:#010x}",
         stored, computed);
}

void read_features(const Superblock& raw, JournalSuperblock& out) {
  const std::uint32_t incompat = raw.feature_incompat;
  if ((incompat & ~std::uint32_t{kKnownIncompat}) != 0)
    fail(ErrorKind::unsupported, "the journal needs unknown features {:#x}",
         incompat & ~std::uint32_t{kKnownIncompat});
  if (raw.feature_ro_compat != 0)
    fail(ErrorKind::unsupported, "the journal has unknown read-only features {:#x}",
         raw.feature_ro_compat.value());
  out.has_64bit = (incompat & kFeature64Bit) != 0;
  out.has_async_commit = (incompat & kFeatureAsyncCommit) != 0;
  out.has_checksum_v1 = (raw.feature_compat & kFeatureChecksum) != 0;
  out.has_checksum_v2 = (incompat & kFeatureChecksumV2) != 0;
  out.has_checksum_v3 = (incompat & kFeatureChecksumV3) != 0;
  if (out.has_checksum_v1 + out.has_checksum_v2 + out.has_checksum_v3 > 1)
    fail(ErrorKind::damaged, "the journal claims more than one kind of checksum");
  if (!out.has_block_checksums()) return;
  if (raw.checksum_type != kChecksumTypeCrc32c)
    fail(ErrorKind::unsupported, "the journal's checksum type is {}", raw.checksum_type);
  check_checksum(raw);
  out.checksum_seed = crc32c(kChecksumStart, raw.uuid);
}

void place_fast_commits(const Superblock& raw, JournalSuperblock& out) {
  if ((raw.feature_incompat & kFeatureFastCommit) == 0) return;
  const std::uint32_t named = raw.fast_commit_blocks;
  const auto count = named != 0 ? named : kDefaultFastCommitBlocks;
  const auto journal_end = out.end;
  if (count > journal_end)
    fail(ErrorKind::damaged, "{} fast commit blocks in a journal of {}", count, journal_end);
  if (journal_end - count >= kFewestLogBlocks) out.end = journal_end - count;
  // The block between the log and the first fast commit belongs to neither.
  out.fast_commit_first = out.end + 1;
  out.fast_commit_end = journal_end;
  if (out.fast_commit_first > out.fast_commit_end) out.fast_commit_first = out.fast_commit_end;
}

void check_positions(const JournalSuperblock& out) {
  if (out.first == 0 || out.first >= out.end)
    fail(ErrorKind::damaged, "the journal's log is blocks {} to {}", out.first, out.end);
  if (out.start != 0 && (out.start < out.first || out.start >= out.end))
    fail(ErrorKind::damaged, "the journal begins at block {}, outside of its log ({} to {})",
         out.start, out.first, out.end);
}

}  // namespace

JournalSuperblock read_journal_superblock(const JournalFile& journal) {
  std::array<std::byte, sizeof(Superblock)> bytes;
  if (journal.block_size() < bytes.size())
    fail(ErrorKind::damaged, "journal blocks of {} bytes", journal.block_size());
  journal.read(0, bytes);
  const auto raw = BytesView(bytes).get<Superblock>(0);
  if (raw.header.magic != kMagic)
    fail(ErrorKind::damaged, "the journal has no superblock (magic {:#010x})",
         raw.header.magic.value());
  const std::uint32_t type = raw.header.block_type;
  if (type != kSuperblockV1 && type != kSuperblockV2)
    fail(ErrorKind::unsupported, "the journal superblock's type is {}", type);

  JournalSuperblock out;
  out.block_size = raw.block_size;
  if (out.block_size != journal.block_size())
    fail(ErrorKind::damaged, "the journal's blocks have {} bytes, the file system's {}",
         out.block_size, journal.block_size());
  out.first = raw.first_block;
  out.end = raw.log_length;
  if (out.end > journal.block_count())
    fail(ErrorKind::damaged, "the journal claims {} blocks, its file has {}", out.end,
         journal.block_count());
  out.start = raw.start;
  out.sequence = raw.sequence;
  out.error_number = static_cast<std::int32_t>(raw.error_number.value());
  if (type == kSuperblockV2) {
    read_features(raw, out);
    place_fast_commits(raw, out);
  }
  check_positions(out);
  return out;
}

}  // namespace vixmount::fs::ext::jbd2
