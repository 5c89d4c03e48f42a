// The part of the volume that is the log, in basic blocks of 512 bytes, as a ring.
#pragma once

#include <cstdint>
#include <vector>

#include "fs/xfs/blocks.hpp"

namespace vixmount::fs::xfs::log {

class LogArea {
 public:
  // Error{damaged} when the superblock's location is not inside one allocation group.
  explicit LogArea(const Blocks& blocks);

  std::uint32_t size() const noexcept { return size_; }  // blocks
  std::uint64_t offset_of(std::uint32_t block) const noexcept;  // byte offset on the volume
  std::uint32_t behind(std::uint32_t block, std::uint32_t count) const noexcept {
    return static_cast<std::uint32_t>((std::uint64_t{block} + count) % size_);
  }

  // `count` blocks (at most size()) from `block` on, around the end.
  std::vector<std::byte> read(std::uint32_t block, std::uint32_t count) const;

  const io::ByteSource& volume() const noexcept { return *volume_; }

  // The round of the log in which `block` was written; 0: never.
  std::uint32_t cycle(std::uint32_t block) const;

 private:
  io::SourcePtr volume_;
  std::uint64_t begin_ = 0;  // bytes
  std::uint32_t size_ = 0;
};

// From the first bytes of a basic block.
std::uint32_t cycle_of(BytesView block);

}  // namespace vixmount::fs::xfs::log
