// On-disk structures of ext4's fast commits: records of tag, length and value, little endian, in
// the blocks behind the log. A record never crosses a block; `pad` and `tail` fill the rest of one.
//
// Format: kernel documentation "Journal (jbd2)", part "Fast commits", and the public header
// fast_commit.h that the kernel and e2fsprogs share.
#pragma once

#include <cstddef>
#include <cstdint>

#include "base/endian.hpp"
#include "fs/ext/layout.hpp"

namespace vixmount::fs::ext::jbd2 {

enum class FastCommitTag : std::uint16_t {
  add_range = 1,  // blocks of a file: FastCommitAddRange
  delete_range = 2,
  create = 3,  // FastCommitName; the new inode was recorded before
  link = 4,
  unlink = 5,
  inode = 6,  // its number (le32), then the raw inode or the first part of it
  pad = 7,
  tail = 8,  // end of one fast commit
  head = 9,  // first record of the area
};

struct FastCommitHeader {
  le16 tag;
  le16 length;  // bytes of the value
};
static_assert(sizeof(FastCommitHeader) == 4);

struct FastCommitHead {
  le32 features;     // none are defined
  le32 transaction;  // id of the transaction that the fast commits stand for
};
static_assert(sizeof(FastCommitHead) == 8);

struct FastCommitTail {
  le32 transaction;
  le32 checksum;  // CRC-32C, starting with 0, of all records since the last tail, to this field
};
static_assert(sizeof(FastCommitTail) == 8);

struct FastCommitAddRange {
  le32 inode;
  layout::ExtentLeaf extent;
};
static_assert(sizeof(FastCommitAddRange) == 16);

struct FastCommitDeleteRange {
  le32 inode;
  le32 logical_block;
  le32 length;  // blocks
};
static_assert(sizeof(FastCommitDeleteRange) == 12);

// The name follows.
struct FastCommitName {
  le32 parent;
  le32 inode;
};
static_assert(sizeof(FastCommitName) == 8);

}  // namespace vixmount::fs::ext::jbd2
