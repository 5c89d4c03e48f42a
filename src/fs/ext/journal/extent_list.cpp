#include "fs/ext/journal/extent_list.hpp"

#include <algorithm>
#include <cstring>

#include "base/error.hpp"
#include "fs/ext/block_map.hpp"
#include "fs/ext/checksum.hpp"

namespace vixmount::fs::ext::jbd2 {
namespace {

// An entry of a node, and the first logical block below it.
struct Entry {
  std::uint32_t logical = 0;
  layout::ExtentLeaf raw;  // index entries have the same size
};
static_assert(sizeof(layout::ExtentIndex) == sizeof(layout::ExtentLeaf));

std::size_t entries_that_fit(std::size_t bytes) noexcept {
  return (bytes - sizeof(layout::ExtentHeader)) / sizeof(layout::ExtentLeaf);
}

void write_node(std::span<std::byte> out, std::span<const Entry> entries, std::uint16_t depth) {
  std::ranges::fill(out, std::byte{0});
  layout::ExtentHeader header{};
  header.magic = layout::kExtentMagic;
  header.entries = static_cast<std::uint16_t>(entries.size());
  header.max_entries = static_cast<std::uint16_t>(entries_that_fit(out.size()));
  header.depth = depth;
  std::memcpy(out.data(), &header, sizeof(header));
  auto* position = out.data() + sizeof(header);
  for (const auto& entry : entries) {
    std::memcpy(position, &entry.raw, sizeof(entry.raw));
    position += sizeof(entry.raw);
  }
}

Entry index_entry(std::uint32_t logical, std::uint64_t child) {
  layout::ExtentIndex index{};
  index.logical_block = logical;
  index.child_lo = static_cast<std::uint32_t>(child);
  index.child_hi = static_cast<std::uint16_t>(child >> 32);
  Entry entry{logical, {}};
  std::memcpy(static_cast<void*>(&entry.raw), &index, sizeof(index));
  return entry;
}

// One level of nodes in blocks of their own; what their parents hold.
std::vector<Entry> write_level(std::span<const Entry> entries, std::uint16_t depth,
                               std::uint32_t seed, BlockAllocator& allocator,
                               io::OverlaySource& overlay) {
  std::vector<std::byte> block(overlay.block_size());
  const auto most = entries_that_fit(block.size());
  std::vector<Entry> parents;
  for (std::size_t i = 0; i < entries.size(); i += most) {
    write_node(block, entries.subspan(i, std::min(most, entries.size() - i)), depth);
    const auto tail = sizeof(layout::ExtentHeader) + most * sizeof(layout::ExtentLeaf);
    const le32 checksum = crc32c(seed, std::span(block).first(tail));
    std::memcpy(block.data() + tail, &checksum, sizeof(checksum));
    const auto place = allocator.allocate();
    overlay.replace(place, block);
    parents.push_back(index_entry(entries[i].logical, place));
  }
  return parents;
}

}  // namespace

ExtentList ExtentList::load(const Blocks& blocks, const Inode& inode) {
  ExtentList list;
  for (std::uint64_t logical = 0; logical < kMostLogicalBlocks;) {
    const auto run = map_block(blocks, inode, logical, kMostLogicalBlocks - logical);
    if (run.written) list.push({logical, run.physical, run.length});
    logical += run.length;
  }
  list.changed_ = false;
  return list;
}

void ExtentList::push(const Extent& extent) {
  if (!extents_.empty() && extents_.back().end() == extent.logical &&
      extents_.back().physical + extents_.back().length == extent.physical) {
    extents_.back().length += extent.length;
    return;
  }
  if (extents_.size() == kMostExtents)
    fail(ErrorKind::limit_exceeded, "a file of more than {} extents", kMostExtents);
  extents_.push_back(extent);
}

std::uint64_t ExtentList::physical(std::uint32_t logical) const noexcept {
  auto next = std::ranges::upper_bound(extents_, std::uint64_t{logical}, {}, &Extent::logical);
  if (next == extents_.begin() || (--next)->end() <= logical) return 0;
  return next->physical + (logical - next->logical);
}

void ExtentList::remove(std::uint64_t logical, std::uint64_t length) {
  changed_ = true;
  const auto end = logical + length;
  const auto first = std::ranges::upper_bound(extents_, logical, {}, &Extent::end);
  const auto last = std::ranges::lower_bound(extents_, end, {}, &Extent::logical);
  if (first >= last) return;
  std::vector<Extent> left;
  if (first->logical < logical)
    left.push_back({first->logical, first->physical, logical - first->logical});
  const auto& back = *(last - 1);
  if (back.end() > end)
    left.push_back({end, back.physical + (end - back.logical), back.end() - end});
  const auto position = extents_.erase(first, last);
  extents_.insert(position, left.begin(), left.end());
}

void ExtentList::add(std::uint64_t logical, std::uint64_t physical, std::uint64_t length) {
  remove(logical, length);
  const auto next = std::ranges::lower_bound(extents_, logical, {}, &Extent::logical);
  if (next != extents_.begin()) {
    auto& before = *(next - 1);
    if (before.end() == logical && before.physical + before.length == physical) {
      before.length += length;
      return;
    }
  }
  if (extents_.size() >= kMostExtents)
    fail(ErrorKind::limit_exceeded, "a file of more than {} extents", kMostExtents);
  extents_.insert(next, {logical, physical, length});
}

void ExtentList::store(std::span<std::byte> root, std::uint32_t seed, BlockAllocator& allocator,
                       io::OverlaySource& overlay) const {
  std::vector<Entry> entries;
  for (const auto& extent : extents_) {
    for (std::uint64_t done = 0; done < extent.length;) {
      const auto length = std::min<std::uint64_t>(extent.length - done, layout::kLongestWritten);
      layout::ExtentLeaf leaf{};
      leaf.logical_block = static_cast<std::uint32_t>(extent.logical + done);
      leaf.length = static_cast<std::uint16_t>(length);
      leaf.physical_lo = static_cast<std::uint32_t>(extent.physical + done);
      leaf.physical_hi = static_cast<std::uint16_t>((extent.physical + done) >> 32);
      entries.push_back({leaf.logical_block, leaf});
      done += length;
    }
  }
  std::uint16_t depth = 0;
  for (; entries.size() > entries_that_fit(root.size()); ++depth)
    entries = write_level(entries, depth, seed, allocator, overlay);
  write_node(root, entries, depth);
}

}  // namespace vixmount::fs::ext::jbd2
