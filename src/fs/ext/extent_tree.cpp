#include "fs/ext/extent_tree.hpp"

#include <algorithm>
#include <optional>

#include "base/error.hpp"
#include "fs/ext/checksum.hpp"

namespace vixmount::fs::ext {
namespace {

constexpr std::size_t kHeaderSize = sizeof(layout::ExtentHeader);
constexpr std::size_t kEntrySize = sizeof(layout::ExtentLeaf);
static_assert(sizeof(layout::ExtentIndex) == kEntrySize);

// One node of the tree whose header was checked: the entries lie inside its bytes.
struct Node {
  BytesView bytes;
  std::uint16_t entries;
  std::uint16_t max_entries;
  std::uint16_t depth;

  template <typename Entry>
  Entry entry(std::size_t index) const {
    return bytes.get<Entry>(kHeaderSize + index * kEntrySize);
  }
  // Both kinds of entry begin with the logical block.
  std::uint32_t logical_of(std::size_t index) const {
    return bytes.le32_at(kHeaderSize + index * kEntrySize);
  }
  // The last entry that begins at or before `logical`.
  std::optional<std::size_t> last_at_or_before(std::uint64_t logical) const {
    std::size_t low = 0;
    std::size_t high = entries;
    while (low < high) {
      const auto middle = low + (high - low) / 2;
      if (logical_of(middle) <= logical)
        low = middle + 1;
      else
        high = middle;
    }
    if (low == 0) return std::nullopt;
    return low - 1;
  }
};

Node parse_node(BytesView bytes, std::uint32_t inode) {
  const auto header = bytes.get<layout::ExtentHeader>(0);
  if (header.magic != layout::kExtentMagic)
    fail_at(bytes.origin(), "inode {}: extent tree node without its magic number", inode);
  const auto capacity = (bytes.size() - kHeaderSize) / kEntrySize;
  if (header.max_entries > capacity || header.entries > header.max_entries)
    fail_at(bytes.origin(), "inode {}: extent tree node of {} entries, {} at most, has room for {}",
            inode, header.entries.value(), header.max_entries.value(), capacity);
  return {bytes, header.entries, header.max_entries, header.depth};
}

void verify_node(const Blocks& blocks, const Inode& inode, const Node& node) {
  if (!blocks.verify_metadata_checksums()) return;
  const auto tail = kHeaderSize + std::size_t{node.max_entries} * kEntrySize;
  const auto stored = node.bytes.le32_at(tail);
  const auto computed = crc32c(inode.checksum_seed, node.bytes.span().first(tail));
  if (stored != computed)
    fail_at(node.bytes.origin(), "inode {}: extent tree node: checksum {:#010x}, computed {:#010x}",
            inode.number, stored, computed);
}

struct ExtentRange {
  std::uint64_t begin;  // logical blocks
  std::uint64_t end;
  std::uint64_t physical;
  bool written;
};

ExtentRange parse_extent(const Node& node, std::size_t index, std::uint32_t inode) {
  const auto raw = node.entry<layout::ExtentLeaf>(index);
  const std::uint16_t stored = raw.length;
  const bool written = stored <= layout::kLongestWritten;
  const std::uint64_t length = written ? stored : stored - layout::kLongestWritten;
  const std::uint64_t begin = raw.logical_block;
  if (length == 0 || begin + length > kMostLogicalBlocks)
    fail_at(node.bytes.origin(), "inode {}: extent {} of {} blocks at logical block {}", inode,
            index, length, begin);
  if (index + 1 < node.entries && begin + length > node.logical_of(index + 1))
    fail_at(node.bytes.origin(), "inode {}: extents {} and {} overlap", inode, index, index + 1);
  return {begin, begin + length, raw.physical_lo | std::uint64_t{raw.physical_hi} << 32, written};
}

// The run at `logical` in a leaf; `bound` is the logical block where the leaf's range ends.
BlockRun map_in_leaf(const Blocks& blocks, const Inode& inode, const Node& node,
                     std::uint64_t logical, std::uint64_t bound, std::uint64_t most) {
  const auto found = node.last_at_or_before(logical);
  const auto next = found ? *found + 1 : 0;
  const auto hole_until = [&] {
    const auto end = next < node.entries ? std::uint64_t{node.logical_of(next)} : bound;
    // An unsorted leaf could put the next extent in front: one block always advances.
    return BlockRun{std::min(most, std::max(end, logical + 1) - logical), 0, false, false};
  };
  if (!found) return hole_until();
  auto range = parse_extent(node, *found, inode.number);
  if (logical >= range.end) return hole_until();
  const auto wanted = logical + most;
  // Extents hold 128 MiB with blocks of 4 KiB; neighbours that continue each other are one run.
  for (auto i = next; i < node.entries && range.end < wanted; ++i) {
    const auto more = parse_extent(node, i, inode.number);
    if (more.begin != range.end || more.written != range.written ||
        more.physical != range.physical + (range.end - range.begin))
      break;
    range.end = more.end;
  }
  const auto length = std::min(range.end, wanted) - logical;
  const auto physical = range.physical + (logical - range.begin);
  const auto block_count = blocks.superblock().block_count;
  if (range.physical == 0 || physical >= block_count || length > block_count - physical)
    fail_at(node.bytes.origin(), "inode {}: extent at blocks {} to {} of {}", inode.number,
            physical, physical + length, block_count);
  return {length, physical, true, range.written};
}

}  // namespace

BlockRun map_extent_tree(const Blocks& blocks, const Inode& inode, std::uint64_t logical,
                         std::uint64_t most) {
  Node node = parse_node(BytesView(inode.block), inode.number);
  if (node.depth > layout::kDeepestExtentTree)
    fail(ErrorKind::damaged, "inode {}: extent tree of depth {}", inode.number, node.depth);
  auto bound = kMostLogicalBlocks;
  CachedBytes held;  // keeps the node's bytes alive
  while (node.depth > 0) {
    const auto found = node.last_at_or_before(logical);
    const auto next = found ? *found + 1 : 0;
    if (next < node.entries) bound = std::min<std::uint64_t>(bound, node.logical_of(next));
    if (!found || bound <= logical)
      return {std::min(most, std::max(bound, logical + 1) - logical), 0, false, false};
    const auto index = node.entry<layout::ExtentIndex>(*found);
    auto child_bytes =
        blocks.read(index.child_lo | std::uint64_t{index.child_hi} << 32, "extent tree");
    const auto child = parse_node(child_bytes.view(), inode.number);
    // Each step down loses one level: the walk is bounded and a cycle impossible.
    if (child.depth + 1 != node.depth)
      fail_at(child.bytes.origin(), "inode {}: extent tree node of depth {} below depth {}",
              inode.number, child.depth, node.depth);
    verify_node(blocks, inode, child);
    held = std::move(child_bytes);
    node = child;
  }
  return map_in_leaf(blocks, inode, node, logical, bound, most);
}

bool looks_like_extent_tree(const Inode& inode) {
  return BytesView(inode.block).le16_at(0) == layout::kExtentMagic;
}

}  // namespace vixmount::fs::ext
