// An EXTENT_DATA item as something to cut, when the log lays newer content over it.
#pragma once

#include <cstdint>
#include <vector>

#include "fs/btrfs/key.hpp"
#include "base/bytes.hpp"

namespace vixmount::fs::btrfs {

// Borrows the item's bytes.
class ExtentRange {
 public:
  // Error{damaged}.
  ExtentRange(const Key& key, BytesView item, std::uint32_t sector_size);

  std::uint64_t end() const noexcept { return end_; }  // of its bytes in the file
  bool divisible() const noexcept { return !is_inline_; }
  bool is_hole() const noexcept { return is_hole_; }
  // What [begin, end) of it counts for in the inode's allocated bytes.
  std::int64_t allocated(std::uint64_t begin, std::uint64_t end) const noexcept;
  // The item of [begin, end) of it, when it is divisible.
  std::vector<std::byte> part(std::uint64_t begin, std::uint64_t end) const;

 private:
  BytesView item_;
  std::uint64_t begin_;
  std::uint64_t end_ = 0;
  std::uint64_t inline_bytes_ = 0;
  bool is_inline_ = false;
  bool is_hole_ = false;
};

}  // namespace vixmount::fs::btrfs
