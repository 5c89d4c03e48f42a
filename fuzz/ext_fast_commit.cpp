// The input is a row of fast commit records (tag, length, value; no checksums in the way). They are
// applied to a small file system: the root, a file "f" (inode 12) in two extents, a linear
// directory "d" (13) and one with a hash tree, "h" (14).
#include <array>
#include <cstdint>
#include <cstring>
#include <memory>
#include <span>
#include <vector>

#include "base/bytes.hpp"
#include "base/error.hpp"
#include "fs/ext/inode.hpp"
#include "fs/ext/journal/directory_block.hpp"
#include "fs/ext/journal/extent_list.hpp"
#include "fs/ext/journal/fast_commit_replay.hpp"
#include "io/sources.hpp"

using namespace vixmount;
using namespace vixmount::fs::ext;

namespace {

constexpr std::uint32_t kBlockSize = 1024;
constexpr std::uint32_t kBlocks = 128;
constexpr std::uint32_t kInodes = 32;
constexpr std::uint32_t kBlockBitmap = 3;
constexpr std::uint32_t kInodeBitmap = 4;
constexpr std::uint32_t kInodeTable = 5;
constexpr std::uint32_t kUsedBlocks = 40;  // the first ones

class SmallFileSystem {
 public:
  SmallFileSystem() : bytes_(std::size_t{kBlocks} * kBlockSize) {
    superblock();
    layout::GroupDescriptor group{};
    group.block_bitmap_lo = kBlockBitmap;
    group.inode_bitmap_lo = kInodeBitmap;
    group.inode_table_lo = kInodeTable;
    put(2 * kBlockSize, group, layout::kShortDescriptorSize);
    for (std::uint32_t bit = 0; bit < kUsedBlocks; ++bit) set_bit(kBlockBitmap, bit);
    for (std::uint32_t bit = 0; bit < 14; ++bit) set_bit(kInodeBitmap, bit);
    inode(kRootInode, 040755, 0, {{0, 20, 1}});
    inode(12, 0100644, 0, {{0, 21, 2}, {5, 25, 1}});
    inode(13, 040755, 0, {{0, 28, 1}});
    inode(14, 040755, static_cast<std::uint32_t>(InodeFlag::indexed), {{0, 30, 2}});
    directory(20, kRootInode, {{"f", 12}, {"d", 13}, {"h", 14}});
    directory(28, 13, {{"in d", 12}});
    directory(30, 14, {});
    jbd2::DirectoryBlock leaf(block(31), false);
    leaf.make_empty();
    leaf.insert("in h", 12, 1);
  }

  io::SourcePtr source() const { return std::make_shared<io::MemorySource>(bytes_); }

 private:
  struct Run {
    std::uint32_t logical, physical;
    std::uint16_t length;
  };
  struct Named {
    const char* name;
    std::uint32_t inode;
  };

  std::span<std::byte> block(std::uint32_t number) {
    return std::span(bytes_).subspan(std::size_t{number} * kBlockSize, kBlockSize);
  }
  template <typename Layout>
  void put(std::size_t offset, const Layout& value, std::size_t size = sizeof(Layout)) {
    std::memcpy(bytes_.data() + offset, &value, size);
  }
  void set_bit(std::uint32_t bitmap, std::uint32_t bit) {
    block(bitmap)[bit / 8] |= std::byte{1} << bit % 8;
  }

  void superblock() {
    layout::Superblock raw{};
    raw.inodes_count = kInodes;
    raw.blocks_count_lo = kBlocks;
    raw.first_data_block = 1U;
    raw.blocks_per_group = 8192U;
    raw.clusters_per_group = 8192U;
    raw.inodes_per_group = kInodes;
    raw.magic = layout::kMagic;
    raw.revision = 1U;
    raw.first_inode = std::uint32_t{11};
    raw.inode_size = std::uint16_t{128};
    raw.feature_incompat = static_cast<std::uint32_t>(Incompat::filetype) |
                           static_cast<std::uint32_t>(Incompat::extents);
    put(layout::kSuperblockOffset, raw);
  }

  void inode(std::uint32_t number, std::uint16_t mode, std::uint32_t flags,
             const std::vector<Run>& runs) {
    layout::Inode raw{};
    raw.mode = mode;
    raw.link_count = std::uint16_t{2};
    raw.flags = flags | static_cast<std::uint32_t>(InodeFlag::extents);
    raw.size_lo = (runs.back().logical + runs.back().length) * kBlockSize;
    layout::ExtentHeader header{};
    header.magic = layout::kExtentMagic;
    header.entries = static_cast<std::uint16_t>(runs.size());
    header.max_entries = std::uint16_t{4};
    std::memcpy(raw.block, &header, sizeof(header));
    for (std::size_t i = 0; i < runs.size(); ++i) {
      layout::ExtentLeaf leaf{};
      leaf.logical_block = runs[i].logical;
      leaf.length = runs[i].length;
      leaf.physical_lo = runs[i].physical;
      std::memcpy(raw.block + sizeof(header) + i * sizeof(leaf), &leaf, sizeof(leaf));
    }
    put(kInodeTable * kBlockSize + std::size_t{number - 1} * 128, raw, 128);
  }

  void directory(std::uint32_t number, std::uint32_t self, const std::vector<Named>& names) {
    jbd2::DirectoryBlock entries(block(number), false);
    entries.make_first(self, kRootInode, 2);
    for (const auto& [name, node] : names) entries.insert(name, node, 1);
  }

  std::vector<std::byte> bytes_;
};

jbd2::FastCommits records_of(BytesView input) {
  jbd2::FastCommits commits;
  commits.commits = 1;
  commits.values.assign(input.span().begin(), input.span().end());
  for (std::size_t offset = 0; offset + sizeof(jbd2::FastCommitHeader) <= input.size();) {
    const auto header = input.get<jbd2::FastCommitHeader>(offset);
    offset += sizeof(header);
    const std::uint16_t length = header.length;
    if (length > input.size() - offset) break;
    commits.records.push_back({static_cast<jbd2::FastCommitTag>(header.tag % 10),
                               static_cast<std::uint32_t>(offset), length});
    offset += length;
  }
  return commits;
}

// Whatever was applied, the result must be a file system that can be read: every inode either
// parses or is refused.
void read_all(const io::SourcePtr& volume) {
  const Blocks blocks(volume, parse_superblock(*volume, layout::kSuperblockOffset, true), true);
  for (std::uint32_t number = 1; number <= kInodes; ++number) {
    const auto inode = read_inode(blocks, number);
    if (inode.has(InodeFlag::extents)) jbd2::ExtentList::load(blocks, inode);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size > 65536) return 0;
  static const io::SourcePtr volume = SmallFileSystem().source();
  static const auto superblock = parse_superblock(*volume, layout::kSuperblockOffset, true);
  const auto commits = records_of(BytesView(std::as_bytes(std::span(data, size))));
  const Blocks blocks(volume, superblock, true);
  const auto overlay = std::make_shared<io::OverlaySource>(volume, kBlockSize, 1U << 20);
  try {
    jbd2::replay_fast_commits(blocks, commits, *overlay);
    read_all(overlay);
  } catch (const Error&) {
    // What is refused is refused with a reason.
  }
  return 0;
}
