// Commit blocks: the end of a transaction, and whether it is complete.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "fs/ext/journal/journal_superblock.hpp"

namespace vixmount::fs::ext::jbd2 {

// Seconds since 1970 by the guest's clock; tells old blocks in the log from new ones.
std::uint64_t commit_time(std::span<const std::byte> block);

// Whether the checksum of the block itself (v2, v3) or of the whole transaction (v1:
// `transaction_checksum`) is right. True without checksums, and for a v1 commit block that carries
// none: kernels that know no checksums write them into a journal that has the feature.
bool commit_checksum_matches(const JournalSuperblock& journal, std::span<const std::byte> block,
                             std::uint32_t transaction_checksum);

}  // namespace vixmount::fs::ext::jbd2
