#include "fs/ext/hash_tree.hpp"

#include <vector>

#include "base/error.hpp"

namespace vixmount::fs::ext {
namespace {

constexpr std::size_t kRootInfo = 24;  // behind "." and "..", 12 bytes each
constexpr std::uint8_t kUnknownFlag = 0x1;

// The entries of one node, checked against its block.
class Node {
 public:
  Node(CachedBytes block, std::uint32_t directory) : block_(std::move(block)) {
    const auto bytes = block_.view();
    const auto offset = hash_entries_offset(bytes);
    if (!offset) fail_at(bytes.origin(), "directory {}: bad hash tree node", directory);
    entries_ = *offset;
    count_ = bytes.le16_at(entries_ + sizeof(le16));
    const auto room = (bytes.size() - entries_) / sizeof(layout::HashTreeEntry);
    if (count_ == 0 || count_ > bytes.le16_at(entries_) || count_ > room)
      fail_at(bytes.origin(), "directory {}: hash tree node with {} entries, room for {}",
              directory, count_, room);
  }
  std::size_t count() const noexcept { return count_; }
  // The first entry has no hash of its own (its place holds limit and count): it covers all below
  // the second.
  std::uint32_t hash(std::size_t index) const {
    return index == 0 ? 0 : block_.view().le32_at(entries_ + index * 8);
  }
  std::uint32_t child(std::size_t index) const {
    // The high byte is reserved in Linux.
    return block_.view().le32_at(entries_ + index * 8 + 4) & 0x0FFFFFFF;
  }
  std::size_t last_at_or_before(std::uint32_t wanted) const {
    std::size_t low = 1;
    std::size_t high = count_;
    while (low < high) {
      const auto middle = low + (high - low) / 2;
      if (hash(middle) <= wanted)
        low = middle + 1;
      else
        high = middle;
    }
    return low - 1;
  }

 private:
  CachedBytes block_;
  std::size_t entries_ = 0;
  std::size_t count_ = 0;
};

// A way from the root to a leaf.
class Path {
 public:
  Path(const Blocks& blocks, const Inode& directory, std::uint32_t hash, CachedBytes root,
       std::uint8_t levels)
      : blocks_(blocks), directory_(directory), blocks_left_(directory_blocks(blocks, directory)) {
    descend(std::move(root), hash);
    for (std::uint8_t level = 0; level < levels; ++level)
      descend(read_directory_block(blocks, directory, child()), hash);
  }
  std::uint32_t child() const { return steps_.back().node.child(steps_.back().index); }

  // Goes on to the next leaf when names with the hash `wanted` may continue there.
  bool advance(std::uint32_t wanted) {
    if (blocks_left_-- == 0)
      fail(ErrorKind::damaged, "directory {}: its hash tree has more leaves than blocks",
           directory_.number);
    auto level = steps_.size();
    do {
      if (level == 0) return false;
      --level;
    } while (steps_[level].index + 1 >= steps_[level].node.count());
    ++steps_[level].index;
    // The lowest bit says "the hash began in the leaf before".
    if ((steps_[level].node.hash(steps_[level].index) & ~1U) != wanted) return false;
    const auto depth = steps_.size();
    steps_.erase(steps_.begin() + static_cast<std::ptrdiff_t>(level) + 1, steps_.end());
    while (steps_.size() < depth) descend(read_directory_block(blocks_, directory_, child()), 0);
    return true;
  }

 private:
  struct Step {
    Node node;
    std::size_t index;
  };
  void descend(CachedBytes block, std::uint32_t hash) {
    Node node(std::move(block), directory_.number);
    const auto index = node.last_at_or_before(hash);
    steps_.push_back({std::move(node), index});
  }

  const Blocks& blocks_;
  const Inode& directory_;
  std::uint64_t blocks_left_;
  std::vector<Step> steps_;  // at most 4
};

std::optional<std::uint32_t> find_in_leaf(const Blocks& blocks, const Inode& directory,
                                          std::uint32_t logical, const NameMatcher& matcher) {
  const auto block = read_directory_block(blocks, directory, logical);
  EntryCursor cursor(blocks.superblock(), directory, block.view());
  RawEntry entry;
  while (cursor.next(entry))
    if (matcher.matches(entry.name)) return entry.inode;
  return std::nullopt;
}

struct Root {
  CachedBytes block;
  layout::HashTreeRootInfo info;
};

// Nothing when this is no root that we know to read.
std::optional<Root> read_root(const Blocks& blocks, const Inode& directory) {
  auto block = read_directory_block(blocks, directory, 0);
  if (hash_entries_offset(block.view()) != kRootInfo + sizeof(layout::HashTreeRootInfo))
    return std::nullopt;
  const auto info = block.view().get<layout::HashTreeRootInfo>(kRootInfo);
  const unsigned most_levels = blocks.superblock().has(Incompat::large_dir) ? 3 : 2;
  if ((info.unused_flags & kUnknownFlag) != 0 || info.indirect_levels >= most_levels)
    return std::nullopt;
  return Root{std::move(block), info};
}

HashLookup find_in_tree(const Blocks& blocks, const Inode& directory, const NameMatcher& matcher) {
  const auto bytes = matcher.hashed_bytes();
  auto root = read_root(blocks, directory);
  if (!root || !bytes) return {};
  const auto& superblock = blocks.superblock();
  const auto hash = hash_name(*bytes, effective_hash_version(superblock, root->info.hash_version),
                              hash_seed(superblock));
  if (!hash) return {};
  Path path(blocks, directory, hash->major, std::move(root->block), root->info.indirect_levels);
  do {
    if (const auto found = find_in_leaf(blocks, directory, path.child(), matcher))
      return {true, found};
  } while (path.advance(hash->major));
  return {true, std::nullopt};
}

}  // namespace

HashLookup find_by_hash(const Blocks& blocks, const Inode& directory, const NameMatcher& matcher) {
  if (!has_hash_tree(blocks.superblock(), directory) || directory.has(InodeFlag::inline_data))
    return {};
  try {
    return find_in_tree(blocks, directory, matcher);
  } catch (const Error& error) {
    // A damaged index does not hide the entries: all of them are looked at instead.
    if (error.kind() != ErrorKind::damaged) throw;
    return {};
  }
}

std::optional<std::uint8_t> hash_version_of(const Blocks& blocks, const Inode& directory) {
  const auto& superblock = blocks.superblock();
  if (!superblock.has(Compat::dir_index)) return std::nullopt;
  if (!directory.has(InodeFlag::indexed) || directory.has(InodeFlag::inline_data)) {
    if (directory.size > blocks.block_size()) return std::nullopt;
    return effective_hash_version(superblock, superblock.raw.default_hash_version);
  }
  const auto root = read_root(blocks, directory);
  if (!root) return std::nullopt;
  return effective_hash_version(superblock, root->info.hash_version);
}

}  // namespace vixmount::fs::ext
