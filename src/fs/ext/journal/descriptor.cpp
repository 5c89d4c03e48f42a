#include "fs/ext/journal/descriptor.hpp"

#include <algorithm>
#include <array>
#include <cstring>

#include "base/bytes.hpp"
#include "base/error.hpp"
#include "fs/ext/checksum.hpp"
#include "fs/ext/journal/layout.hpp"

namespace vixmount::fs::ext::jbd2 {
namespace {

struct RawTag {
  BlockTag tag;
  std::uint32_t flags = 0;
};

// Checksum v2 made each tag two bytes longer than its fields are: a slip that became the format.
constexpr std::size_t kChecksumV2Padding = 2;

// From one tag to the next (without a UUID between them).
std::size_t tag_size(const JournalSuperblock& journal) noexcept {
  if (journal.has_checksum_v3) return sizeof(Tag3);
  return sizeof(Tag) - (journal.has_64bit ? 0 : sizeof(be32)) +
         (journal.has_checksum_v2 ? kChecksumV2Padding : 0);
}

std::uint64_t join(const JournalSuperblock& journal, std::uint32_t low,
                   std::uint32_t high) noexcept {
  return journal.has_64bit ? std::uint64_t{high} << 32 | low : low;
}

RawTag read_tag(const JournalSuperblock& journal, BytesView block, std::size_t offset) {
  if (journal.has_checksum_v3) {
    const auto raw = block.get<Tag3>(offset);
    return {{join(journal, raw.block_low, raw.block_high), raw.checksum,
             (raw.flags & kTagEscaped) != 0},
            raw.flags};
  }
  Tag raw{};  // block_high stays 0, or is padding, where the journal has none: join() ignores it
  const auto bytes = block.sub(offset, std::min(sizeof(raw), tag_size(journal))).span();
  std::memcpy(static_cast<void*>(&raw), bytes.data(), bytes.size());
  return {
      {join(journal, raw.block_low, raw.block_high), raw.checksum, (raw.flags & kTagEscaped) != 0},
      raw.flags};
}

std::size_t tail_size(const JournalSuperblock& journal) noexcept {
  return journal.has_block_checksums() ? sizeof(BlockTail) : 0;
}

}  // namespace

std::vector<BlockTag> parse_tags(const JournalSuperblock& journal,
                                 std::span<const std::byte> block) {
  const BytesView view(block);
  const auto size = tag_size(journal);
  const auto end = block.size() - tail_size(journal);
  std::vector<BlockTag> tags;
  for (std::size_t offset = sizeof(BlockHeader); offset + size <= end;) {
    const auto raw = read_tag(journal, view, offset);
    tags.push_back(raw.tag);
    offset += size;
    if ((raw.flags & kTagSameUuid) == 0) offset += kTagUuidSize;
    if ((raw.flags & kTagLast) != 0) break;
  }
  return tags;
}

std::vector<std::uint64_t> parse_revokes(const JournalSuperblock& journal,
                                         std::span<const std::byte> block) {
  const BytesView view(block);
  const std::size_t used = view.get<RevokeHeader>(0).bytes_used;
  if (used > block.size() - tail_size(journal))
    fail(ErrorKind::damaged, "a revoke block of {} bytes claims {} in use", block.size(), used);
  const std::size_t record = journal.has_64bit ? sizeof(be64) : sizeof(be32);
  std::vector<std::uint64_t> blocks;
  for (auto offset = sizeof(RevokeHeader); offset + record <= used; offset += record)
    blocks.push_back(journal.has_64bit ? view.be64_at(offset) : view.be32_at(offset));
  return blocks;
}

bool tail_checksum_matches(const JournalSuperblock& journal, std::span<const std::byte> block) {
  if (!journal.has_block_checksums()) return true;
  const auto body = block.first(block.size() - sizeof(BlockTail));
  const std::array<std::byte, sizeof(BlockTail)> empty{};
  const auto computed = crc32c(crc32c(journal.checksum_seed, body), empty);
  return BytesView(block).be32_at(body.size()) == computed;
}

bool tag_checksum_matches(const JournalSuperblock& journal, const BlockTag& tag,
                          std::uint32_t sequence, std::span<const std::byte> logged) {
  if (!journal.has_block_checksums()) return true;
  const be32 stored_sequence = sequence;
  auto computed = crc32c(journal.checksum_seed, std::as_bytes(std::span(&stored_sequence, 1)));
  computed = crc32c(computed, logged);
  return tag.checksum == (journal.has_checksum_v3 ? computed : computed & 0xFFFF);
}

}  // namespace vixmount::fs::ext::jbd2
