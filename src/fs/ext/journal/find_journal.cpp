#include "fs/ext/journal/find_journal.hpp"

#include <cstring>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "fs/ext/block_map.hpp"
#include "fs/ext/inode.hpp"

namespace vixmount::fs::ext::jbd2 {
namespace {

// e2fsprogs makes no journal of more than 10,240,000 blocks.
constexpr std::uint64_t kMostJournalBlocks = 10'240'000;
// mke2fs makes a journal in one piece or a few; one that was added to a full volume may have many.
// 16 bytes each.
constexpr std::size_t kMostRuns = 262'144;

constexpr std::uint8_t kBackupOfBlocks = 1;  // journal_backup_type: journal_blocks is filled

Inode backup_inode(const Superblock& superblock) {
  const auto& raw = superblock.raw;
  Inode inode;
  inode.mode = 0x8000;  // regular file
  inode.link_count = 1;
  static_assert(sizeof(raw.journal_blocks) >= layout::kInodeBlockBytes);
  std::memcpy(inode.block.data(), raw.journal_blocks, inode.block.size());
  inode.size = std::uint64_t{raw.journal_blocks[15]} << 32 | raw.journal_blocks[16];
  le16 magic;
  std::memcpy(&magic, inode.block.data(), sizeof(magic));
  if (magic == layout::kExtentMagic) inode.flags = static_cast<std::uint32_t>(InodeFlag::extents);
  return inode;
}

Inode read_journal_inode(const Blocks& blocks, std::uint32_t number) {
  try {
    auto inode = read_inode(blocks, number);
    if (inode.type() != NodeType::regular || inode.link_count == 0)
      fail(ErrorKind::damaged, "the journal's inode {} is no file in use", number);
    return inode;
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::damaged ||
        blocks.superblock().raw.journal_backup_type != kBackupOfBlocks)
      throw;
    return backup_inode(blocks.superblock());
  }
}

}  // namespace

JournalFile open_journal_file(const Blocks& blocks, std::uint32_t number) {
  const auto inode = read_journal_inode(blocks, number);
  const auto count = inode.size / blocks.block_size();
  if (count > kMostJournalBlocks)
    fail(ErrorKind::limit_exceeded, "a journal of {} blocks; at most {} are supported", count,
         kMostJournalBlocks);
  std::vector<BlockRun> runs;
  for (std::uint64_t logical = 0; logical < count;) {
    const auto run = map_block(blocks, inode, logical, count - logical);
    if (run.written) {
      if (runs.size() == kMostRuns)
        fail(ErrorKind::limit_exceeded, "the journal lies in more than {} pieces", kMostRuns);
      runs.push_back({static_cast<std::uint32_t>(logical), static_cast<std::uint32_t>(run.length),
                      blocks.offset_of(run.physical, "journal block")});
    }
    logical += run.length;
  }
  return {blocks.volume(), blocks.block_size(), std::move(runs)};
}

}  // namespace vixmount::fs::ext::jbd2
