#include "fs/xfs/log/inode_item.hpp"

#include <algorithm>
#include <array>

#include "base/bytes.hpp"
#include "base/error.hpp"
#include "fs/xfs/inode.hpp"
#include "fs/xfs/log/layout.hpp"

namespace vixmount::fs::xfs::log {
namespace {

// Sectors of the largest buffer of inodes.
constexpr std::uint32_t kInodeBufferReach = (64U << 10) / layout::kBlockBytes;

// A logged inode is the inode as on the disk, its numbers in the byte order of the machine. These
// are their sizes, in the order of layout::InodeCore and InodeCoreV3; 1 is for single bytes and
// padding. Times are two numbers of 4 bytes, with "bigtime" one of 8.
constexpr std::size_t kOldCoreBytes = offsetof(xfs::layout::InodeCore, next_unlinked);

void swap_fields(std::span<std::byte> bytes, std::initializer_list<std::size_t> sizes) {
  std::size_t at = 0;
  for (const auto size : sizes) {
    const auto field = bytes.subspan(at, size);
    std::reverse(field.begin(), field.end());
    at += size;
  }
}

// `counts_are_large`: the extent counts have their wider form.
void swap_core(std::span<std::byte> core, bool times_are_big, bool counts_are_large) {
  const auto time = [&](std::size_t at) {
    const auto field = core.subspan(at, sizeof(be64));
    times_are_big ? swap_fields(field, {8}) : swap_fields(field, {4, 4});
  };
  using Core = xfs::layout::InodeCore;
  swap_fields(core.subspan(offsetof(Core, magic)), {2, 2, 1, 1, 2, 4, 4, 4, 2, 2});
  const auto padding = core.subspan(offsetof(Core, big_extent_count));
  counts_are_large ? swap_fields(padding, {8}) : swap_fields(padding, {1, 1, 1, 1, 1, 1, 2});
  for (const auto at : {offsetof(Core, accessed), offsetof(Core, modified), offsetof(Core, changed)})
    time(at);
  swap_fields(core.subspan(offsetof(Core, size)), {8, 8, 4, 4, 2, 1, 1, 4, 2, 2, 4});
  if (core.size() < xfs::layout::kInodeBytesV3) return;
  using Further = xfs::layout::InodeCoreV3;
  const auto further = core.subspan(sizeof(Core));
  swap_fields(further.subspan(offsetof(Further, change_count)), {8, 8, 8, 4});
  time(sizeof(Core) + offsetof(Further, born));
  swap_fields(further.subspan(offsetof(Further, number)), {8});
}

struct LoggedInode {
  layout::InodeItem header;
  xfs::layout::InodeCore core;        // big endian, as on the disk
  xfs::layout::InodeCoreV3 further;   // version 3
};

layout::InodeItem inode_item_header(const Item& item) {
  const auto region = item.region(0);
  if (region.size() != layout::kShortInodeItem) return region.get<layout::InodeItem>(0);
  // Without the padding before the inode's number.
  constexpr auto kGap = offsetof(layout::InodeItem, padding);
  std::array<std::byte, sizeof(layout::InodeItem)> widened{};
  std::copy_n(region.data(), kGap, widened.data());
  std::copy_n(region.data() + kGap, region.size() - kGap, widened.data() + kGap + sizeof(le32));
  return BytesView(widened).get<layout::InodeItem>(0);
}

LoggedInode parse_logged(const Item& item, const Superblock& superblock) {
  LoggedInode out{inode_item_header(item), {}, {}};
  const auto logged = item.region(1);
  const auto length = superblock.has_checksums() ? xfs::layout::kInodeBytesV3 : kOldCoreBytes;
  std::array<std::byte, xfs::layout::kInodeBytesV3> bytes{};
  std::copy_n(logged.sub(0, length).data(), length, bytes.data());
  const auto all = std::span(bytes);
  std::uint64_t flags2 = 0;
  if (superblock.has_checksums())
    flags2 = logged.le64_at(sizeof(xfs::layout::InodeCore) +
                            offsetof(xfs::layout::InodeCoreV3, flags2));
  swap_core(all.first(superblock.has_checksums() ? all.size() : sizeof(xfs::layout::InodeCore)),
            (flags2 & static_cast<std::uint64_t>(InodeFlag2::big_time)) != 0,
            (flags2 & static_cast<std::uint64_t>(InodeFlag2::large_extent_counts)) != 0);
  const BytesView view(bytes);
  out.core = view.get<xfs::layout::InodeCore>(0);
  out.further = view.get<xfs::layout::InodeCoreV3>(sizeof out.core);
  if (out.core.magic != xfs::layout::kInodeMagic)
    fail(ErrorKind::damaged, "log item of inode {} without an inode", out.header.inode.value());
  return out;
}

// The inode on the disk already holds this change.
bool is_newer(BytesView disk, const LoggedInode& logged, std::uint64_t sequence, bool is_v5) {
  if (is_v5) {
    const auto stored =
        disk.get<xfs::layout::InodeCoreV3>(sizeof(xfs::layout::InodeCore)).log_sequence.value();
    return stored != 0 && stored != UINT64_MAX && stored > sequence;
  }
  // Old inodes count how often they were written; the count starts over.
  constexpr std::uint16_t kHighest = 0xFFFF;
  const auto count = [](const xfs::layout::InodeCore& core) {
    return static_cast<std::uint16_t>(core.big_extent_count);
  };
  const auto on_disk = count(disk.get<xfs::layout::InodeCore>(0));
  const auto in_log = count(logged.core);
  return in_log < on_disk && !(on_disk == kHighest && in_log < kHighest / 2);
}

void put(std::span<std::byte> inode, std::size_t at, BytesView bytes) {
  if (!fits(at, bytes.size(), inode.size()))
    fail(ErrorKind::damaged, "log item with {} bytes for byte {} of an inode", bytes.size(), at);
  std::copy_n(bytes.data(), bytes.size(), inode.subspan(at).data());
}

// The root of an extent tree is logged as a block of the tree, with its header and with room for
// as many keys as it had in memory; in the inode it has as many as there is room for.
void put_root(std::span<std::byte> fork, BytesView logged, bool is_v5) {
  using xfs::layout::RootHeader;
  const auto header = logged.get<xfs::layout::ExtentBlockHeader>(0);
  const auto from =
      logged.from(is_v5 ? xfs::layout::kExtentBlockHeaderV5 : sizeof header);
  constexpr std::size_t kEntry = 2 * sizeof(be64);
  const std::size_t count = header.count;
  const auto room_logged = from.size() / kEntry;
  const auto room = (fork.size() - std::min(fork.size(), sizeof(RootHeader))) / kEntry;
  if (header.level == 0 || count > room_logged || count > room)
    fail(ErrorKind::damaged, "log item with an extent tree of {} keys for {}", count, room);
  const RootHeader root{header.level, header.count};
  put(fork, 0, BytesView(std::as_bytes(std::span(&root, 1))));
  put(fork, sizeof root, from.sub(0, count * sizeof(be64)));
  put(fork, sizeof root + room * sizeof(be64),
      from.sub(room_logged * sizeof(be64), count * sizeof(be64)));
}

void put_forks(const Item& item, const LoggedInode& logged, std::span<std::byte> inode,
               bool is_v5) {
  const std::uint32_t fields = logged.header.fields;
  const auto area = inode.subspan(is_v5 ? xfs::layout::kInodeBytesV3
                                        : sizeof(xfs::layout::InodeCore));
  const std::size_t split =
      std::min<std::size_t>(std::size_t{logged.core.fork_offset} * 8, area.size());
  const auto data = split == 0 ? area : area.first(split);
  const auto attributes = area.subspan(split == 0 ? area.size() : split);
  std::size_t region = 2;
  if ((fields & layout::kDevice) != 0) {
    const be32 device{logged.header.device.value()};
    put(data, 0, BytesView(std::as_bytes(std::span(&device, 1))));
  }
  if ((fields & layout::kDataFork) != 0) {
    const auto bytes = item.region(region++);
    (fields & layout::kDataRoot) != 0 ? put_root(data, bytes, is_v5) : put(data, 0, bytes);
  }
  if ((fields & layout::kAttributeFork) != 0) {
    const auto bytes = item.region(region);
    (fields & layout::kAttributesRoot) != 0 ? put_root(attributes, bytes, is_v5)
                                            : put(attributes, 0, bytes);
  }
}

}  // namespace

void replay_inode(const Item& item, std::uint64_t sequence, const CancelledBuffers& cancelled,
                  Target& target) {
  auto logged = parse_logged(item, target.superblock);
  const auto& header = logged.header;
  if (cancelled.contain(header.address, header.length)) return;
  if ((header.fields & layout::kOwnerChanges) != 0)
    fail(ErrorKind::unsupported, "the extent tree of inode {} was exchanged with another file's",
         header.inode.value());
  const bool is_v5 = target.superblock.has_checksums();
  if (header.address >= UINT64_MAX / layout::kBlockBytes - UINT32_MAX)
    fail(ErrorKind::damaged, "log item of inode {} at sector {}", header.inode.value(),
         header.address.value());
  const auto offset = header.address * layout::kBlockBytes + header.offset;
  auto inode = target.read(offset, target.superblock.inode_size);
  const BytesView disk(inode, offset);
  if (disk.be16_at(0) != xfs::layout::kInodeMagic)
    fail_at(offset, "log item of inode {}, which is not there", header.inode.value());
  if (is_newer(disk, logged, sequence, is_v5)) return;
  // What the log does not hold of an inode stays.
  logged.core.next_unlinked = disk.get<xfs::layout::InodeCore>(0).next_unlinked;
  logged.core.old_link_count = 0;
  if (!is_v5) logged.core.big_extent_count = 0;
  put(inode, 0, BytesView(std::as_bytes(std::span(&logged.core, 1))));
  if (is_v5) {
    logged.further.log_sequence = sequence;
    put(inode, sizeof logged.core, BytesView(std::as_bytes(std::span(&logged.further, 1))));
  }
  put_forks(item, logged, inode, is_v5);
  target.write(offset, inode);
}

void replay_inode_create(const Item& item, const CancelledBuffers& cancelled, Target& target) {
  const auto create = item.region(0).get<layout::InodeCreateItem>(0);
  const auto& superblock = target.superblock;
  const std::uint64_t inode_size = superblock.inode_size;
  if (!superblock.has_checksums() || create.inode_size != inode_size ||
      create.group >= superblock.group_count ||
      !fits(create.block, create.length, superblock.group_blocks) ||
      create.count * inode_size > std::uint64_t{create.length} * superblock.block_size)
    fail(ErrorKind::damaged, "log item for {} new inodes in {} blocks at block {} of group {}",
         create.count.value(), create.length.value(), create.block.value(), create.group.value());
  const auto begin =
      superblock.group_offset(create.group) + std::uint64_t{create.block} * superblock.block_size;
  const auto in_group = std::uint64_t{create.block} << superblock.raw.inodes_per_block_log;
  const auto group_bits =
      superblock.raw.group_blocks_log + superblock.raw.inodes_per_block_log;
  for (std::uint32_t i = 0; i < create.count; ++i) {
    const auto offset = begin + i * inode_size;
    if (cancelled.cover(offset / layout::kBlockBytes, kInodeBufferReach)) continue;
    xfs::layout::InodeCore core{};
    core.magic = xfs::layout::kInodeMagic;
    core.version = 3;
    core.generation = create.generation.value();
    core.next_unlinked = UINT32_MAX;
    xfs::layout::InodeCoreV3 further{};
    further.number = (std::uint64_t{create.group} << group_bits) + in_group + i;
    further.uuid = superblock.metadata_uuid;
    std::vector<std::byte> inode(inode_size);
    put(inode, 0, BytesView(std::as_bytes(std::span(&core, 1))));
    put(inode, sizeof core, BytesView(std::as_bytes(std::span(&further, 1))));
    target.write(offset, inode);
  }
}

}  // namespace vixmount::fs::xfs::log
