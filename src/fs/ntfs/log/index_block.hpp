// Changing an index block as the log says.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "fs/ntfs/log/action.hpp"

namespace vixmount::fs::ntfs::log {

class IndexBlock {
 public:
  // `bytes`: a whole block with its true bytes; changed in place.
  explicit IndexBlock(std::span<std::byte> bytes) : bytes_(bytes) {}

  // `entry`: position of the entry, in bytes from the block's beginning. Error{damaged} when the
  // block has no entry there.
  void apply(std::size_t entry, const Change& change);

 private:
  std::span<std::byte> bytes_;
};

// Whether `operation` (layout::Operation) changes an entry of an index block.
bool changes_index_block(std::uint16_t operation) noexcept;

}  // namespace vixmount::fs::ntfs::log
