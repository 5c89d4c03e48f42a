#include "fs/xfs/directory.hpp"

#include <algorithm>
#include <functional>

#include "base/checked.hpp"
#include "base/error.hpp"
#include "fs/xfs/directory_block.hpp"
#include "fs/xfs/extent_map.hpp"
#include "fs/xfs/hash_tree.hpp"
#include "fs/xfs/name_hash.hpp"

namespace vixmount::fs::xfs {
namespace {

// The highest byte of a NodeId belongs to others.
constexpr std::uint64_t kMostInodeNumber = (std::uint64_t{1} << 56) - 1;

using RawVisitor = std::function<bool(const RawEntry&)>;

bool is_dot(std::string_view name) noexcept { return name == "." || name == ".."; }

void require_sound(const Inode& directory, const RawEntry& entry) {
  if (entry.name.find_first_of(std::string_view("/\0", 2)) != std::string_view::npos)
    fail(ErrorKind::damaged, "directory {}: a name with a slash or a zero byte",
         directory.number);
  if (entry.inode == 0 || entry.inode > kMostInodeNumber)
    fail(ErrorKind::damaged, "directory {}: an entry of inode {}", directory.number, entry.inode);
}

void scan_short_form(const Blocks& blocks, const Inode& directory, std::uint64_t from,
                     const RawVisitor& visit) {
  ShortFormCursor cursor(blocks, directory);
  for (RawEntry entry; cursor.next(entry);)
    if (entry.end > from && !visit(entry)) return;
}

// Entries of one block that end behind `from`, positions counted in the directory's content.
// Returns false when `visit` did.
bool scan_block(const Blocks& blocks, const Inode& directory, std::uint64_t number,
                std::uint64_t from, const RawVisitor& visit) {
  const auto block = read_entry_block(blocks, directory, number);
  EntryCursor cursor(blocks, directory, block);
  for (RawEntry entry; cursor.next(entry);) {
    entry.end += number * blocks.block_size();
    if (entry.end > from && !visit(entry)) return false;
  }
  return true;
}

// Calls `visit` for every entry behind the position `from`, "." and ".." too where they are stored.
void scan(const Blocks& blocks, const Inode& directory, std::uint64_t from,
          const RawVisitor& visit) {
  if (directory.data.format == ForkFormat::local)
    return scan_short_form(blocks, directory, from, visit);
  const std::uint64_t step = blocks.superblock().directory_block_size / blocks.block_size();
  const auto end =
      std::min(directory.size, layout::kDirectoryLeafOffset) / blocks.block_size();
  auto block = from / blocks.superblock().directory_block_size * step;
  while (block < end) {
    const auto run = map_fork(blocks, directory, directory.data, block, end - block);
    if (run.allocated) {
      if (!scan_block(blocks, directory, block, from, visit)) return;
      block += step;
    } else {
      // Blocks without entries are given back; a part of one would be damage.
      block += std::max<std::uint64_t>(run.length / step * step, step);
    }
  }
}

class NameFinder {
 public:
  NameFinder(const Blocks& blocks, const Inode& directory, std::string_view name)
      : blocks_(blocks),
        directory_(directory),
        name_(name),
        folds_(blocks.superblock().is_case_insensitive) {}

  std::optional<std::uint64_t> find_by_scan() {
    scan(blocks_, directory_, 0, [this](const RawEntry& entry) { return !settles(entry); });
    return found_;
  }

  std::optional<std::uint64_t> find_by_hash() {
    const HashTree tree{blocks_,
                        directory_,
                        directory_.data,
                        layout::kDirectoryLeafOffset / blocks_.block_size(),
                        blocks_.superblock().directory_block_size,
                        "directory"};
    const auto hash = folds_ ? folded_name_hash(name_) : name_hash(name_);
    visit_leaves(tree, hash,
                 [this, hash](const TreeLeaf& leaf) { return search_leaf(leaf, hash); });
    return found_;
  }

 private:
  // True when no better entry can come.
  bool settles(const RawEntry& entry) {
    if (is_dot(entry.name)) return false;
    if (entry.name == name_) {
      require_sound(directory_, entry);
      found_ = entry.inode;
      return true;
    }
    if (folds_ && !found_ && equal_when_folded(entry.name, name_)) {
      require_sound(directory_, entry);
      found_ = entry.inode;
    }
    return false;
  }

  // False when the search is over.
  bool search_leaf(const TreeLeaf& leaf, std::uint32_t hash);
  bool settles_at(std::uint32_t address);

  const Blocks& blocks_;
  const Inode& directory_;
  std::string_view name_;
  bool folds_;
  std::optional<std::uint64_t> found_;
};

bool NameFinder::settles_at(std::uint32_t address) {
  const std::uint64_t position = std::uint64_t{address} * layout::kEntryAlignment;
  const std::uint64_t size = blocks_.superblock().directory_block_size;
  const auto block =
      read_entry_block(blocks_, directory_, position / size * (size / blocks_.block_size()));
  return settles(entry_at(blocks_, directory_, block, static_cast<std::size_t>(position % size)));
}

bool NameFinder::search_leaf(const TreeLeaf& leaf, std::uint32_t hash) {
  const bool is_v5 = blocks_.superblock().has_checksums();
  const auto bytes = leaf.block.view();
  if (leaf.magic != (is_v5 ? layout::kLeafMagicV5 : layout::kLeafMagic) &&
      leaf.magic != (is_v5 ? layout::kSingleLeafMagicV5 : layout::kSingleLeafMagic))
    fail_at(bytes.origin(), "directory {}: no leaf of its tree", directory_.number);
  const std::size_t count =
      bytes
          .get<layout::LeafCounts>(is_v5 ? layout::kTreeBlockHeaderV5
                                         : sizeof(layout::TreeBlockHeader))
          .count;
  const auto entries = bytes.from(is_v5 ? layout::kNodeEntriesV5 : layout::kNodeEntries);
  if (count > entries.size() / sizeof(layout::LeafEntry))
    fail_at(bytes.origin(), "directory {}: leaf with {} entries", directory_.number, count);
  const auto entry = [&](std::size_t index) {
    return entries.get<layout::LeafEntry>(index * sizeof(layout::LeafEntry));
  };
  std::size_t low = 0;
  std::size_t high = count;
  while (low < high) {
    const auto middle = low + (high - low) / 2;
    if (entry(middle).hash < hash)
      low = middle + 1;
    else
      high = middle;
  }
  for (; low < count; ++low) {
    const auto one = entry(low);
    if (one.hash != hash) return false;
    if (one.address != 0 && settles_at(one.address)) return false;
  }
  return true;
}

}  // namespace

void list_directory(const Blocks& blocks, const Inode& directory, std::uint64_t cookie,
                    const EntryVisitor& visit) {
  scan(blocks, directory, cookie, [&](const RawEntry& entry) {
    if (is_dot(entry.name)) return true;
    require_sound(directory, entry);
    return visit(DirectoryEntry{entry.name, entry.inode, entry.type, entry.end});
  });
}

std::optional<std::uint64_t> find_in_directory(const Blocks& blocks, const Inode& directory,
                                               std::string_view name) {
  NameFinder finder(blocks, directory, name);
  if (directory.data.format == ForkFormat::local ||
      read_entry_block(blocks, directory, 0).is_single)
    return finder.find_by_scan();
  if (auto found = finder.find_by_hash()) return found;
  // Kernels before 6.4 hashed letters beyond ASCII in another way.
  return blocks.superblock().is_case_insensitive ? finder.find_by_scan() : std::nullopt;
}

std::uint64_t parent_of_directory(const Blocks& blocks, const Inode& directory) {
  if (directory.data.format == ForkFormat::local)
    return ShortFormCursor(blocks, directory).parent();
  std::optional<std::uint64_t> parent;
  int looked_at = 0;  // ".." is the second entry
  scan(blocks, directory, 0, [&](const RawEntry& entry) {
    if (entry.name == "..") parent = entry.inode;
    return !parent && ++looked_at < 2;
  });
  if (!parent)
    fail(ErrorKind::damaged, "directory {}: it has no entry for its parent", directory.number);
  return *parent;
}

}  // namespace vixmount::fs::xfs
