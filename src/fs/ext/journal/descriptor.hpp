// Descriptor blocks: the list of the blocks that follow them in the log. Revoke blocks: the list of
// blocks that earlier transactions must not change.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "fs/ext/journal/journal_superblock.hpp"

namespace vixmount::fs::ext::jbd2 {

struct BlockTag {
  std::uint64_t block = 0;     // of the file system
  std::uint32_t checksum = 0;  // v2: 16 bits, v3: 32 bits, else 0
  bool escaped = false;
};

// The tags of a descriptor block, at most one for each 8 bytes of it.
std::vector<BlockTag> parse_tags(const JournalSuperblock& journal,
                                 std::span<const std::byte> block);

// The block numbers in a revoke block. Error{damaged} when its length is impossible.
std::vector<std::uint64_t> parse_revokes(const JournalSuperblock& journal,
                                         std::span<const std::byte> block);

// Whether the checksum at the end of a descriptor or revoke block is right; true for journals
// without block checksums.
bool tail_checksum_matches(const JournalSuperblock& journal, std::span<const std::byte> block);

// Whether a logged block, as it stands in the log, is the one that `tag` of transaction `sequence`
// describes; true for journals without block checksums.
bool tag_checksum_matches(const JournalSuperblock& journal, const BlockTag& tag,
                          std::uint32_t sequence, std::span<const std::byte> logged);

}  // namespace vixmount::fs::ext::jbd2
