#include "fs/ext/journal/commit.hpp"

#include <array>

#include "base/bytes.hpp"
#include "fs/ext/checksum.hpp"
#include "fs/ext/journal/layout.hpp"

namespace vixmount::fs::ext::jbd2 {
namespace {

bool transaction_checksum_matches(const CommitBlock& commit, std::uint32_t computed) {
  const std::uint32_t stored = commit.checksum[0];
  if (commit.checksum_type == 0 && commit.checksum_size == 0 && stored == 0) return true;
  return commit.checksum_type == kChecksumTypeCrc32 && commit.checksum_size == sizeof(be32) &&
         stored == computed;
}

bool block_checksum_matches(const JournalSuperblock& journal, const CommitBlock& commit,
                            std::span<const std::byte> block) {
  constexpr auto kPosition = offsetof(CommitBlock, checksum);
  const std::array<std::byte, sizeof(be32)> empty{};
  auto computed = crc32c(journal.checksum_seed, block.first(kPosition));
  computed = crc32c(computed, empty);
  computed = crc32c(computed, block.subspan(kPosition + empty.size()));
  return commit.checksum[0] == computed;
}

}  // namespace

std::uint64_t commit_time(std::span<const std::byte> block) {
  return BytesView(block).get<CommitBlock>(0).commit_seconds;
}

bool commit_checksum_matches(const JournalSuperblock& journal, std::span<const std::byte> block,
                             std::uint32_t transaction_checksum) {
  const auto commit = BytesView(block).get<CommitBlock>(0);
  if (journal.has_checksum_v1) return transaction_checksum_matches(commit, transaction_checksum);
  if (journal.has_block_checksums()) return block_checksum_matches(journal, commit, block);
  return true;
}

}  // namespace vixmount::fs::ext::jbd2
