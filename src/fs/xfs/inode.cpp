#include "fs/xfs/inode.hpp"

#include "base/checked.hpp"
#include "base/error.hpp"
#include "fs/posix_mode.hpp"
#include "fs/xfs/checksum.hpp"
#include "fs/xfs/timestamp.hpp"

namespace vixmount::fs::xfs {
namespace {

constexpr std::size_t kForkUnit = 8;

void verify_inode(const Blocks& blocks, BytesView bytes, const layout::InodeCoreV3& core,
                  std::uint64_t number) {
  if (blocks.verify_checksums() &&
      !blocks.replayed().touches({bytes.origin(), bytes.origin() + bytes.size()})) {
    const auto computed = checksum(bytes.span(), layout::kInodeChecksumOffset);
    if (computed != core.checksum)
      fail_at(bytes.origin(), "inode {}: checksum {:#010x}, computed {:#010x}", number,
              core.checksum.value(), computed);
  }
  if (core.number != number)
    fail_at(bytes.origin(), "inode {}: it says that it is inode {}", number, core.number.value());
  if (core.uuid != blocks.superblock().metadata_uuid)
    fail_at(bytes.origin(), "inode {}: it belongs to another file system", number);
}

ForkFormat fork_format(std::uint8_t stored, const Inode& inode) {
  if (stored > static_cast<std::uint8_t>(ForkFormat::tree))
    fail_at(inode.bytes.view().origin(), "inode {}: fork of the unknown format {}", inode.number,
            stored);
  return static_cast<ForkFormat>(stored);
}

void parse_forks(Inode& out, const layout::InodeCore& core) {
  const auto bytes = out.bytes.view();
  const auto area =
      bytes.from(out.version >= 3 ? layout::kInodeBytesV3 : sizeof(layout::InodeCore));
  const auto large = out.has(InodeFlag2::large_extent_counts);
  const std::size_t split = core.fork_offset * kForkUnit;
  if (split >= area.size())
    fail_at(bytes.origin(), "inode {}: attribute fork at byte {} of {}", out.number, split,
            area.size());
  out.data.format = fork_format(core.format, out);
  out.data.extent_count = large ? core.big_extent_count.value() : core.extent_count.value();
  out.data.bytes = split == 0 ? area : area.sub(0, split);
  if (split == 0) return;
  Fork attributes;
  attributes.format = fork_format(core.attribute_format, out);
  attributes.extent_count = large ? core.extent_count.value() : core.attribute_extent_count.value();
  attributes.bytes = area.from(split);
  out.attributes = attributes;
}

void parse_core(Inode& out, const layout::InodeCore& core) {
  out.mode = core.mode;
  out.owner = core.owner;
  out.group = core.group;
  out.link_count = out.version == 1 ? core.old_link_count.value() : core.link_count.value();
  out.project =
      out.version == 1 ? 0U : std::uint32_t{core.project_high} << 16 | core.project_low.value();
  out.flags = core.flags;
  out.generation = core.generation;
  out.size = core.size;
  out.block_count = core.block_count;
  const bool big = out.has(InodeFlag2::big_time);
  out.accessed = timestamp_of(core.accessed, big);
  out.modified = timestamp_of(core.modified, big);
  out.changed = timestamp_of(core.changed, big);
}

}  // namespace

NodeType Inode::type() const noexcept { return node_type_of(mode); }

std::uint64_t inode_offset(const Blocks& blocks, std::uint64_t number) {
  const auto& superblock = blocks.superblock();
  const auto in_block_bits = superblock.raw.inodes_per_block_log;
  const auto block = number >> in_block_bits;
  const auto group = block >> superblock.raw.group_blocks_log;
  const auto within = block & ((std::uint64_t{1} << superblock.raw.group_blocks_log) - 1);
  if (number == 0 || group >= superblock.group_count ||
      within >= superblock.blocks_in_group(static_cast<std::uint32_t>(group)))
    fail(ErrorKind::not_found, "there is no inode {}", number);
  const auto index = number & ((std::uint64_t{1} << in_block_bits) - 1);
  return blocks.offset_of(block, 1, "inode") + index * superblock.inode_size;
}

Inode read_inode(const Blocks& blocks, std::uint64_t number) {
  const auto offset = inode_offset(blocks, number);
  Inode out;
  out.number = number;
  out.bytes = blocks.read_page(offset, blocks.superblock().inode_size);
  const auto bytes = out.bytes.view();
  const auto core = bytes.get<layout::InodeCore>(0);
  if (core.magic != layout::kInodeMagic)
    fail_at(offset, "inode {}: there is no inode at its place", number);
  out.version = core.version;
  if (out.version < 1 || out.version > 3 ||
      (out.version == 3) != blocks.superblock().has_checksums())
    fail_at(offset, "inode {}: version {}", number, out.version);
  if (out.version == 3) {
    const auto further = bytes.get<layout::InodeCoreV3>(sizeof core);
    verify_inode(blocks, bytes, further, number);
    out.flags2 = further.flags2;
    out.born = timestamp_of(further.born, out.has(InodeFlag2::big_time));
  }
  parse_core(out, core);
  if (out.mode != 0) parse_forks(out, core);
  return out;
}

}  // namespace vixmount::fs::xfs
