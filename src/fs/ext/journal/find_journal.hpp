// From the journal's inode to its blocks on the volume.
#pragma once

#include "fs/ext/blocks.hpp"
#include "fs/ext/journal/journal_file.hpp"

namespace vixmount::fs::ext::jbd2 {

// The journal in inode `number`. When that inode is damaged, the copy of its block map in the
// superblock serves, as in e2fsck. Error{damaged}, Error{limit_exceeded}.
JournalFile open_journal_file(const Blocks& blocks, std::uint32_t number);

}  // namespace vixmount::fs::ext::jbd2
