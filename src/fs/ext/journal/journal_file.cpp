#include "fs/ext/journal/journal_file.hpp"

#include <algorithm>
#include <utility>

#include "base/checked.hpp"
#include "base/error.hpp"

namespace vixmount::fs::ext::jbd2 {

JournalFile::JournalFile(io::SourcePtr volume, std::uint32_t block_size, std::vector<BlockRun> runs)
    : volume_(std::move(volume)), block_size_(block_size), runs_(std::move(runs)) {
  for (const auto& run : runs_) {
    if (run.first < block_count_ || run.count == 0 || run.count > UINT32_MAX - run.first)
      fail(ErrorKind::damaged, "the journal's block map is out of order at log block {}",
           run.first);
    block_count_ = run.first + run.count;
    if (!fits(run.volume_offset, std::uint64_t{run.count} * block_size_, volume_->size()))
      fail_at(run.volume_offset, "{} journal blocks lie outside of the volume", run.count);
  }
}

std::uint64_t JournalFile::volume_offset(std::uint32_t block) const {
  auto run = std::ranges::upper_bound(runs_, block, {}, &BlockRun::first);
  if (run == runs_.begin() || block - (--run)->first >= run->count)
    fail(ErrorKind::damaged, "the journal has no block {}", block);
  return run->volume_offset + std::uint64_t{block - run->first} * block_size_;
}

void JournalFile::read(std::uint32_t block, std::span<std::byte> out) const {
  volume_->read(volume_offset(block), out.first(std::min<std::size_t>(out.size(), block_size_)));
}

}  // namespace vixmount::fs::ext::jbd2
