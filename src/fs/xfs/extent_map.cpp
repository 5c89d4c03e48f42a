#include "fs/xfs/extent_map.hpp"

#include <algorithm>
#include <optional>

#include "base/checked.hpp"
#include "base/error.hpp"

namespace vixmount::fs::xfs {
namespace {

constexpr std::size_t kRecord = sizeof(layout::PackedExtent);
constexpr std::size_t kKey = sizeof(be64);
constexpr std::size_t kPointer = sizeof(be64);
// Blocks of 512 bytes hold 27 records (leaf) and pointers (node): 12 levels would map 2^57 extents.
constexpr unsigned kMostLevels = 12;

// The part of a fork in which a list of extents has the say: [begin, end), blocks.
struct Window {
  std::uint64_t begin = 0;
  std::uint64_t end = kMostForkBlocks;
};

struct Found {
  std::optional<Extent> extent;  // that holds the block
  std::uint64_t hole_end = 0;    // without one: where the next extent, or the window's end, is
};

Extent extent_at(BytesView records, std::size_t index) {
  return unpack_extent(records.get<layout::PackedExtent>(index * kRecord));
}

// The first record that ends behind `block`. Its neighbours are looked at as well: a list that is
// out of order would else read as a hole.
Found find_in_list(BytesView records, std::size_t count, std::uint64_t block, const Window& window,
                   std::uint64_t inode) {
  std::size_t low = 0;
  std::size_t high = count;
  while (low < high) {
    const auto middle = low + (high - low) / 2;
    if (extent_at(records, middle).end() <= block)
      low = middle + 1;
    else
      high = middle;
  }
  const auto before = low == 0 ? window.begin : extent_at(records, low - 1).end();
  if (low == count) return {std::nullopt, window.end};
  const auto extent = extent_at(records, low);
  if (extent.count == 0 || extent.offset < before || extent.end() > window.end)
    fail_at(records.origin() + low * kRecord, "inode {}: extent of {} blocks at {} out of order",
            inode, extent.count, extent.offset);
  if (extent.offset <= block) return {extent, 0};
  return {std::nullopt, extent.offset};
}

// A short list is in order as a whole.
void require_order(BytesView records, std::size_t count, std::uint64_t inode) {
  std::uint64_t end = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const auto extent = extent_at(records, i);
    if (extent.count == 0 || extent.offset < end || extent.end() > kMostForkBlocks)
      fail_at(records.origin() + i * kRecord, "inode {}: extent of {} blocks at {} out of order",
              inode, extent.count, extent.offset);
    end = extent.end();
  }
}

Found find_in_inode(const Fork& fork, std::uint64_t block, std::uint64_t inode) {
  if (fork.extent_count > fork.bytes.size() / kRecord)
    fail_at(fork.bytes.origin(), "inode {}: {} extents in {} bytes", inode, fork.extent_count,
            fork.bytes.size());
  const auto count = static_cast<std::size_t>(fork.extent_count);
  require_order(fork.bytes, count, inode);
  return find_in_list(fork.bytes, count, block, {}, inode);
}

// Keys and pointers of a node; `bytes` begins behind its header and is as long as the node.
struct Node {
  BytesView bytes;
  std::size_t count = 0;

  std::size_t capacity() const noexcept { return bytes.size() / (kKey + kPointer); }
  std::uint64_t key(std::size_t index) const { return bytes.be64_at(index * kKey); }
  std::uint64_t pointer(std::size_t index) const {
    return bytes.be64_at(capacity() * kKey + index * kPointer);
  }
};

// The child that has the say about `block`; narrows `window` to the child's part.
std::uint64_t descend(const Node& node, std::uint64_t block, Window& window, std::uint64_t inode) {
  if (node.count == 0 || node.count > node.capacity())
    fail_at(node.bytes.origin(), "inode {}: node of the extent tree with {} keys of {}", inode,
            node.count, node.capacity());
  std::size_t low = 1;
  std::size_t high = node.count;
  while (low < high) {
    const auto middle = low + (high - low) / 2;
    if (node.key(middle) <= block)
      low = middle + 1;
    else
      high = middle;
  }
  // The first child answers for what lies before its key: a hole.
  const auto begin = low == 1 ? window.begin : node.key(low - 1);
  const auto end = low == node.count ? window.end : node.key(low);
  if (begin > block || begin < window.begin || end <= block || end > window.end)
    fail_at(node.bytes.origin(), "inode {}: keys of the extent tree out of order", inode);
  window = {begin, end};
  return node.pointer(low - 1);
}

struct TreeBlock {
  CachedBytes cached;
  BytesView content;  // behind the header
  std::size_t count = 0;
};

TreeBlock read_tree_block(const Blocks& blocks, std::uint64_t number, unsigned level,
                          std::uint64_t inode) {
  constexpr auto kWhat = "extent tree";
  const bool is_v5 = blocks.superblock().has_checksums();
  const auto offset = blocks.offset_of(number, 1, kWhat);
  const ByteRange piece{offset, offset + blocks.block_size()};
  TreeBlock out;
  out.cached = blocks.read_described({&piece, 1}, kExtentBlockDescription, inode, kWhat);
  const auto bytes = out.cached.view();
  const auto header = bytes.get<layout::ExtentBlockHeader>(0);
  const auto magic = is_v5 ? layout::kExtentBlockMagicV5 : layout::kExtentBlockMagic;
  if (header.magic != magic || header.level != level)
    fail_at(offset, "inode {}: no block of level {} of its extent tree", inode, level);
  out.content = bytes.from(is_v5 ? layout::kExtentBlockHeaderV5 : sizeof header);
  out.count = header.count;
  return out;
}

Found find_in_tree(const Blocks& blocks, const Inode& inode, const Fork& fork,
                   std::uint64_t block) {
  const auto root = fork.bytes.get<layout::RootHeader>(0);
  unsigned level = root.level;
  if (level == 0 || level > kMostLevels)
    fail_at(fork.bytes.origin(), "inode {}: extent tree of {} levels", inode.number, level);
  Window window;
  Node node{fork.bytes.from(sizeof root), root.count};
  CachedBytes keep;
  for (;;) {
    const auto child = descend(node, block, window, inode.number);
    auto below = read_tree_block(blocks, child, --level, inode.number);
    if (level == 0) {
      if (below.count > below.content.size() / kRecord)
        fail_at(below.content.origin(), "inode {}: {} extents in {} bytes", inode.number,
                below.count, below.content.size());
      return find_in_list(below.content, below.count, block, window, inode.number);
    }
    keep = std::move(below.cached);
    node = {below.content, below.count};
  }
}

BlockRun run_of(const Blocks& blocks, const Extent& extent, std::uint64_t block,
                std::uint64_t most) {
  const auto skip = block - extent.offset;
  const auto start = blocks.offset_of(extent.start, extent.count, "extent");
  return {std::min(extent.count - skip, most), start + skip * blocks.block_size(), true,
          extent.written};
}

// What the log still wants done to the file: the last such change that holds `block` decides.
// Shortens `most` to where the next one begins.
std::optional<BlockRun> pending_run(const Blocks& blocks, const Inode& inode, std::uint64_t block,
                                    std::uint64_t& most) {
  const auto& pending = blocks.pending_maps();
  for (auto map = pending.rbegin(); map != pending.rend(); ++map) {
    if (map->inode != inode.number) continue;
    if (block < map->offset) {
      most = std::min(most, map->offset - block);
    } else if (block - map->offset < map->count) {
      if (map->is_mapped)
        return run_of(blocks, {map->offset, map->start, map->count, map->is_written}, block, most);
      return BlockRun{std::min(most, map->count - (block - map->offset)), 0, false, false};
    }
  }
  return std::nullopt;
}

}  // namespace

Extent unpack_extent(const layout::PackedExtent& packed) noexcept {
  const std::uint64_t high = packed.high;
  const std::uint64_t low = packed.low;
  Extent out;
  out.written = high >> 63 == 0;
  out.offset = high << 1 >> 10;                             // 54 bits behind the flag
  out.start = (high & 0x1FF) << 43 | low >> 21;             // 9 bits, then 43
  out.count = low & ((std::uint64_t{1} << 21) - 1);
  return out;
}

BlockRun map_fork(const Blocks& blocks, const Inode& inode, const Fork& fork, std::uint64_t block,
                  std::uint64_t most) {
  if (block >= kMostForkBlocks)
    fail(ErrorKind::damaged, "inode {}: block {} is behind the longest possible fork",
         inode.number, block);
  most = std::min(most, kMostForkBlocks - block);
  if (&fork == &inode.data)
    if (const auto run = pending_run(blocks, inode, block, most)) return *run;
  Found found;
  if (fork.format == ForkFormat::extents)
    found = find_in_inode(fork, block, inode.number);
  else if (fork.format == ForkFormat::tree)
    found = find_in_tree(blocks, inode, fork, block);
  else
    fail_at(fork.bytes.origin(), "inode {}: a fork without extents", inode.number);
  if (found.extent) return run_of(blocks, *found.extent, block, most);
  return {std::min(found.hole_end - block, most), 0, false, false};
}

}  // namespace vixmount::fs::xfs
