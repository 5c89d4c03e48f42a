// An index of NTFS: a B+ tree of entries (B-tree, strictly: inner nodes hold entries too) in
// $INDEX_ROOT and the blocks of $INDEX_ALLOCATION; $BITMAP says which blocks are in use.
// Directories
// ($I30) and the views of $Secure, $ObjId ... are such trees. Facts: names_layout.hpp's sources.
//
// A look-up goes down the tree: one block a level. A listing reads the root and then each block
// that is in use, in the order of the file: no block twice, no loop whatever the pointers say, and
// it can be resumed at any entry without walking the tree.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.hpp"
#include "fs/ntfs/index_node.hpp"
#include "fs/ntfs/record.hpp"
#include "io/byte_source.hpp"

namespace vixmount::fs::ntfs {

// An entry that outlives its node.
struct FoundEntry {
  std::vector<std::byte> key;
  std::vector<std::byte> data;
  FileReference reference;
};

// How an index is sorted, and what is looked for in it. Keys come from the disk: one too short to
// be compared is Error{damaged}.
class KeyOrder {
 public:
  virtual ~KeyOrder() = default;
  // The wanted key against an entry's: <0 when it sorts before it, 0 when the entry is wanted.
  virtual int compare_wanted(BytesView key) const = 0;
  // Two entries' keys in the order of the tree.
  virtual int compare(BytesView a, BytesView b) const = 0;
};

// Where a listing stands: entry `entry` of the root (node 0) or of block node - 1.
struct IndexPosition {
  std::uint64_t node = 0;
  std::uint32_t entry = 0;
};

// The values of the three attributes of one name ("$I30", "$SII" ...).
struct IndexParts {
  std::vector<std::byte> root;  // $INDEX_ROOT
  io::SourcePtr allocation;     // $INDEX_ALLOCATION; null when there is none
  io::SourcePtr bitmap;         // $BITMAP; null when there is none
  std::uint32_t cluster_size = 0;
  std::string what;  // "directory 5": for messages
};

// All const members may be called from many threads at once. Holds nothing but the root: blocks are
// read when asked for.
class Index {
 public:
  // Enough for 2^32 entries even where each node has only two ways; deeper trees go in circles.
  static constexpr int kMostLevels = 32;
  // Enough for the 2^32 files of a volume with names of the longest kind; positions fit 46 bits.
  static constexpr std::uint64_t kMostBlocks = 1ULL << 30;
  // A listing that finds more than this many blocks damaged ends there.
  static constexpr std::size_t kMostDamagedBlocks = 1000;
  static constexpr std::uint32_t kSmallestBlock = 512;
  static constexpr std::uint32_t kLargestBlock = 64 << 10;  // beyond, no update sequence fits

  // Error{damaged} when the root cannot be one.
  explicit Index(IndexParts parts);

  std::uint32_t block_size() const noexcept { return block_size_; }
  IndexKind kind() const noexcept { return kind_; }
  std::uint32_t collation() const noexcept { return collation_; }

  // The first entry, in the order of the tree, that `order` wants. Where a node on the way is not
  // sorted so or does not lie between its neighbours (a damaged tree, or one sorted by another
  // table of letters), all entries are looked at instead: then any entry that is wanted.
  std::optional<FoundEntry> find(const KeyOrder& order) const;

  // Calls `visit(entry, position behind it)` from `from` on until it returns false. A position that
  // no listing gave out means the nearest entry behind. Damaged blocks are passed over; the first
  // one's Error is thrown when all others were visited.
  using Visitor = std::function<bool(const IndexEntry&, IndexPosition)>;
  void scan(IndexPosition from, const Visitor& visit) const;

 private:
  struct Descent;

  IndexNode root() const;
  IndexNode block(std::uint64_t number) const;
  std::uint64_t block_count() const noexcept;
  std::uint64_t block_at_vcn(std::uint64_t vcn) const;
  void descend(const KeyOrder& order, Descent& state) const;
  std::optional<FoundEntry> find_by_scan(const KeyOrder& order) const;
  bool for_each_used_block(std::uint64_t first,
                           const std::function<bool(std::uint64_t)>& visit) const;

  IndexParts parts_;
  std::uint32_t block_size_ = 0;
  std::uint32_t vcn_unit_ = 0;  // bytes
  std::uint32_t collation_ = 0;
  IndexKind kind_ = IndexKind::view;
};

}  // namespace vixmount::fs::ntfs
