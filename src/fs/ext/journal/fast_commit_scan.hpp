// Finds the fast commits that are complete.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "base/bytes.hpp"
#include "fs/ext/journal/fast_commit_layout.hpp"
#include "fs/ext/journal/journal_file.hpp"
#include "fs/ext/journal/journal_superblock.hpp"

namespace vixmount::fs::ext::jbd2 {

// Bound of the records' bytes. The area has 256 blocks unless it was made larger by hand: this is
// sixteen times that with blocks of 4 KiB.
inline constexpr std::size_t kMostFastCommitBytes = std::size_t{16} << 20;

struct FastCommitRecord {
  FastCommitTag tag{};
  std::uint32_t offset = 0;  // of its value in FastCommits::values
  std::uint16_t length = 0;
};

struct FastCommits {
  std::uint32_t commits = 0;              // complete ones
  std::vector<FastCommitRecord> records;  // theirs, in order; without pads, heads and tails
  std::vector<std::byte> values;
  std::string damage;  // why fast commits were left out, for people; empty at an ordinary end

  BytesView value(const FastCommitRecord& record) const {
    return BytesView(values).sub(record.offset, record.length);
  }
};

// `transaction`: id of the first transaction that is not complete in the log; fast commits of any
// other are old. `inode_size` in bytes. Error{limit_exceeded}.
FastCommits scan_fast_commits(const JournalFile& file, const JournalSuperblock& journal,
                              std::uint32_t transaction, std::uint32_t inode_size);

}  // namespace vixmount::fs::ext::jbd2
