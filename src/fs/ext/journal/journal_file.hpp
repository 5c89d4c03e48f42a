// Where the blocks of a journal lie on the volume.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "io/byte_source.hpp"

namespace vixmount::fs::ext::jbd2 {

// Consecutive log blocks that lie one after the other on the volume.
struct BlockRun {
  std::uint32_t first = 0;          // log block
  std::uint32_t count = 0;          // blocks
  std::uint64_t volume_offset = 0;  // bytes
};

// The content of a journal by log block, and the place of each block on the volume: a replayed
// block is redirected there instead of being copied. Const, for many threads.
class JournalFile {
 public:
  // `runs`: ascending by `first`, without overlap; each inside the volume. A journal has no holes:
  // a block outside of every run is Error{damaged} when it is needed.
  JournalFile(io::SourcePtr volume, std::uint32_t block_size, std::vector<BlockRun> runs);

  std::uint32_t block_size() const noexcept { return block_size_; }  // bytes
  std::uint32_t block_count() const noexcept { return block_count_; }

  std::uint64_t volume_offset(std::uint32_t block) const;  // bytes
  // `out`: at most block_size bytes, from the block's beginning.
  void read(std::uint32_t block, std::span<std::byte> out) const;

 private:
  io::SourcePtr volume_;
  std::uint32_t block_size_;
  std::uint32_t block_count_ = 0;
  std::vector<BlockRun> runs_;
};

}  // namespace vixmount::fs::ext::jbd2
