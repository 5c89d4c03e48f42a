#include "fs/ext/journal/fast_commit_replay.hpp"

#include <map>
#include <string_view>

#include "base/error.hpp"
#include "fs/ext/block_map.hpp"
#include "fs/ext/inode.hpp"
#include "fs/ext/journal/block_allocator.hpp"
#include "fs/ext/journal/edited_directory.hpp"
#include "fs/ext/journal/edited_inode.hpp"

namespace vixmount::fs::ext::jbd2 {
namespace {

// Bound of the work: each new name reads its directory once. A full area of the default size holds
// some 4,000 names; this lets each of them meet a directory of 256 blocks.
constexpr std::uint64_t kMostDirectoryBlocks = std::uint64_t{1} << 20;

constexpr std::uint16_t kMostLinks = 65000;

class Replay {
 public:
  Replay(const Blocks& blocks, const FastCommits& commits, io::OverlaySource& overlay)
      : blocks_(blocks),
        commits_(commits),
        overlay_(overlay),
        allocator_(blocks),
        context_{blocks, allocator_, overlay, kMostDirectoryBlocks} {}

  void run() {
    reserve_ranges();
    for (const auto& record : commits_.records) apply(record);
    for (auto& [number, inode] : inodes_) inode.store(allocator_, overlay_);
  }

 private:
  struct Name {
    std::uint32_t parent = 0;
    std::uint32_t inode = 0;
    std::string_view name;
  };
  struct Range {
    std::uint32_t inode = 0;
    std::uint64_t logical = 0;
    std::uint64_t physical = 0;
    std::uint64_t length = 0;
    bool written = false;
  };

  Range range_of(const FastCommitRecord& record) const {
    const auto raw = commits_.value(record).get<FastCommitAddRange>(0);
    const std::uint32_t length = raw.extent.length;
    const bool written = length <= layout::kLongestWritten;
    return {raw.inode, raw.extent.logical_block,
            std::uint64_t{raw.extent.physical_hi} << 32 | raw.extent.physical_lo,
            written ? length : length - layout::kLongestWritten, written};
  }

  Name name_of(const FastCommitRecord& record) const {
    const auto value = commits_.value(record);
    const auto raw = value.get<FastCommitName>(0);
    const auto name = value.text(sizeof(raw), value.size() - sizeof(raw));
    if (name == "." || name == ".." || name.find('/') != std::string_view::npos ||
        name.find('\0') != std::string_view::npos)
      fail(ErrorKind::damaged, "a fast commit holds an impossible name");
    return {raw.parent, raw.inode, name};
  }

  // Blocks that belong to files by these fast commits are not free, whatever the bitmaps say.
  void reserve_ranges() {
    for (const auto& record : commits_.records) {
      if (record.tag != FastCommitTag::add_range) continue;
      const auto range = range_of(record);
      const auto count = blocks_.superblock().block_count;
      if (!fits(range.physical, range.length, count) || range.physical == 0 ||
          !fits(range.logical, range.length, kMostLogicalBlocks))
        fail(ErrorKind::damaged, "a fast commit maps blocks {} to {} of {}", range.physical,
             range.physical + range.length, count);
      allocator_.exclude(range.physical, range.length);
    }
  }

  EditedInode& inode(std::uint32_t number) {
    const auto found = inodes_.find(number);
    if (found != inodes_.end()) return found->second;
    return inodes_.emplace(number, EditedInode::load(blocks_, number)).first->second;
  }

  EditedInode& ordinary_inode(std::uint32_t number) {
    if (number < blocks_.superblock().first_free_inode)
      fail(ErrorKind::damaged, "a fast commit changes the reserved inode {}", number);
    return inode(number);
  }

  void apply(const FastCommitRecord& record) {
    switch (record.tag) {
      case FastCommitTag::add_range:
        return add_range(range_of(record));
      case FastCommitTag::delete_range:
        return delete_range(commits_.value(record).get<FastCommitDeleteRange>(0));
      case FastCommitTag::create:
        return create(name_of(record));
      case FastCommitTag::link:
        return link(name_of(record));
      case FastCommitTag::unlink:
        return unlink(name_of(record));
      case FastCommitTag::inode: {
        const auto value = commits_.value(record);
        return ordinary_inode(value.le32_at(0)).assign(value.from(sizeof(le32)).span());
      }
      case FastCommitTag::pad:
      case FastCommitTag::tail:
      case FastCommitTag::head:
        return;
    }
  }

  // Records about an inode that is not in use say nothing, as for the kernel.
  void add_range(const Range& range) {
    auto& file = ordinary_inode(range.inode);
    if (file.fields().mode == 0) return;
    if (range.written)
      file.extents().add(range.logical, range.physical, range.length);
    else
      file.extents().remove(range.logical, range.length);
  }

  void delete_range(const FastCommitDeleteRange& range) {
    auto& file = ordinary_inode(range.inode);
    if (file.fields().mode != 0) file.extents().remove(range.logical_block, range.length);
  }

  // Nothing when the parent is no directory any more: a later record removed it, or one before did.
  EditedInode* parent_of(const Name& name) {
    auto& parent = name.parent == kRootInode ? inode(name.parent) : ordinary_inode(name.parent);
    return parent.is_in_use() && parent.is_directory() ? &parent : nullptr;
  }

  void create(const Name& name) {
    auto& made = ordinary_inode(name.inode);
    if (made.fields().mode == 0)
      fail(ErrorKind::damaged, "a fast commit names inode {}, which is not in use", name.inode);
    auto* parent = parent_of(name);
    if (parent == nullptr) return;
    const bool directory = made.is_directory();
    if (directory) EditedDirectory(made, context_).initialise(name.parent);
    const bool added =
        EditedDirectory(*parent, context_).add(name.name, name.inode, made.fields().mode);
    made.set_link_count(directory ? 2 : 1);
    if (directory && added) change_links(*parent, +1);
  }

  void link(const Name& name) {
    auto& target = ordinary_inode(name.inode);
    if (target.fields().mode == 0) return;
    auto* parent = parent_of(name);
    if (parent == nullptr) return;
    if (EditedDirectory(*parent, context_).add(name.name, name.inode, target.fields().mode))
      change_links(target, +1);
  }

  void unlink(const Name& name) {
    auto* parent = parent_of(name);
    if (parent == nullptr) return;
    if (!EditedDirectory(*parent, context_).remove(name.name, name.inode)) return;
    auto& target = ordinary_inode(name.inode);
    if (target.is_directory()) {
      target.release();
      change_links(*parent, -1);
    } else {
      change_links(target, -1);
      // The number may be used again by a record to come.
      if (target.fields().link_count == 0) target.release();
    }
  }

  // A directory with more links than can be counted keeps 1.
  static void change_links(EditedInode& inode, int change) {
    const int count = inode.fields().link_count;
    if (inode.is_directory() && count == 1) return;
    const int changed = count + change;
    if (changed < 0 || changed > kMostLinks) return;
    inode.set_link_count(static_cast<std::uint16_t>(changed));
  }

  const Blocks& blocks_;
  const FastCommits& commits_;
  io::OverlaySource& overlay_;
  BlockAllocator allocator_;
  DirectoryContext context_;
  std::map<std::uint32_t, EditedInode> inodes_;
};

}  // namespace

void replay_fast_commits(const Blocks& blocks, const FastCommits& commits,
                         io::OverlaySource& overlay) {
  Replay(blocks, commits, overlay).run();
}

}  // namespace vixmount::fs::ext::jbd2
