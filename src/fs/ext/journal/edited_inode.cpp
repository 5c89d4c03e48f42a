#include "fs/ext/journal/edited_inode.hpp"

#include <algorithm>
#include <cstring>

#include "base/bytes.hpp"
#include "base/error.hpp"
#include "fs/ext/groups.hpp"
#include "fs/ext/inode.hpp"

namespace vixmount::fs::ext::jbd2 {
namespace {

constexpr std::uint16_t kTypeMask = 0xF000;
constexpr std::uint16_t kRegularFile = 0x8000;
constexpr std::uint16_t kDirectory = 0x4000;

constexpr auto kBlockMap = offsetof(layout::Inode, block);
constexpr auto kBehindBlockMap = kBlockMap + layout::kInodeBlockBytes;

bool bitmap_names(const Blocks& blocks, std::uint32_t number) {
  const auto& superblock = blocks.superblock();
  const auto group = read_group(blocks, (number - 1) / superblock.inodes_per_group);
  if ((group.flags & layout::kGroupInodeTableUnused) != 0) return false;
  const auto index = (number - 1) % superblock.inodes_per_group;
  const auto bitmap = blocks.read(group.inode_bitmap, "inode bitmap");
  return (bitmap.view().u8(index / 8) >> (index % 8) & 1) != 0;
}

bool flag_set(const layout::Inode& inode, InodeFlag flag) noexcept {
  return (inode.flags & static_cast<std::uint32_t>(flag)) != 0;
}

}  // namespace

EditedInode EditedInode::load(const Blocks& blocks, std::uint32_t number) {
  if (number == 0 || number > blocks.superblock().inode_count)
    fail(ErrorKind::damaged, "a fast commit names inode {} of {}", number,
         blocks.superblock().inode_count);
  EditedInode inode(blocks, number);
  inode.was_in_use_ = bitmap_names(blocks, number);
  if (inode.was_in_use_) {
    read_inode(blocks, number);  // for its checks
    const auto bytes = read_inode_bytes(blocks, number);
    inode.raw_.assign(bytes.view().span().begin(), bytes.view().span().end());
  } else {
    inode.raw_.resize(blocks.superblock().inode_size);
  }
  return inode;
}

layout::Inode EditedInode::fields() const {
  layout::Inode fields{};
  std::memcpy(static_cast<void*>(&fields), raw_.data(), std::min(sizeof(fields), raw_.size()));
  return fields;
}

bool EditedInode::is_in_use() const {
  const auto inode = fields();
  return inode.mode != 0 && inode.link_count != 0;
}

bool EditedInode::is_directory() const { return (fields().mode & kTypeMask) == kDirectory; }

bool EditedInode::has_extents() const { return flag_set(fields(), InodeFlag::extents); }

bool EditedInode::has_inline_data() const { return flag_set(fields(), InodeFlag::inline_data); }

std::uint64_t EditedInode::size() const {
  const auto inode = fields();
  return std::uint64_t{inode.size_hi} << 32 | inode.size_lo;
}

std::span<std::byte> EditedInode::block_map() {
  return std::span(raw_).subspan(kBlockMap, layout::kInodeBlockBytes);
}

void EditedInode::put(std::size_t offset, std::span<const std::byte> bytes) {
  std::ranges::copy(bytes, raw_.begin() + static_cast<std::ptrdiff_t>(offset));
}

void EditedInode::assign(std::span<const std::byte> raw) {
  if (raw.size() < layout::kSmallInodeSize || raw.size() > raw_.size())
    fail(ErrorKind::damaged, "a fast commit holds {} bytes of an inode of {}", raw.size(),
         raw_.size());
  // A file that had no name any more, and another generation: its number was given to a new file,
  // which must not get its blocks.
  const std::uint32_t generation = BytesView(raw).le32_at(offsetof(layout::Inode, generation));
  if (fields().link_count == 0 && fields().generation != generation) release();
  put(0, raw.first(kBlockMap));
  put(kBehindBlockMap, raw.subspan(kBehindBlockMap));
  const auto type = fields().mode & kTypeMask;
  if (has_extents()) {
    if (!extents_ && BytesView(block_map()).le16_at(0) != layout::kExtentMagic)
      extents_ = ExtentList();
  } else if (has_inline_data() || (type != kRegularFile && type != kDirectory)) {
    put(kBlockMap, raw.subspan(kBlockMap, layout::kInodeBlockBytes));
  }
}

void EditedInode::release() {
  std::ranges::fill(raw_, std::byte{0});
  extents_ = ExtentList();
}

void EditedInode::set_size(std::uint64_t size) {
  const le32 low = static_cast<std::uint32_t>(size);
  const le32 high = static_cast<std::uint32_t>(size >> 32);
  put(offsetof(layout::Inode, size_lo), std::as_bytes(std::span(&low, 1)));
  put(offsetof(layout::Inode, size_hi), std::as_bytes(std::span(&high, 1)));
}

void EditedInode::set_link_count(std::uint16_t count) {
  const le16 stored = count;
  put(offsetof(layout::Inode, link_count), std::as_bytes(std::span(&stored, 1)));
}

void EditedInode::clear_flag(std::uint32_t flag) {
  const le32 flags = fields().flags & ~flag;
  put(offsetof(layout::Inode, flags), std::as_bytes(std::span(&flags, 1)));
}

ExtentList& EditedInode::extents() {
  if (!has_extents())
    fail(ErrorKind::unsupported, "inode {} has no extent tree to be changed", number_);
  if (!extents_)
    extents_ =
        was_in_use_ ? ExtentList::load(*blocks_, read_inode(*blocks_, number_)) : ExtentList();
  return *extents_;
}

std::uint32_t EditedInode::checksum_seed() const {
  return inode_checksum_seed(blocks_->superblock(), number_, fields().generation);
}

void EditedInode::store(BlockAllocator& allocator, io::OverlaySource& overlay) {
  if (extents_ && extents_->is_changed())
    extents_->store(block_map(), checksum_seed(), allocator, overlay);
  if (blocks_->superblock().has_metadata_checksums()) {
    const auto checksum = inode_checksum(checksum_seed(), BytesView(raw_));
    const le16 low = static_cast<std::uint16_t>(checksum);
    const le16 high = static_cast<std::uint16_t>(checksum >> 16);
    put(offsetof(layout::Inode, checksum_lo), std::as_bytes(std::span(&low, 1)));
    constexpr auto kBehindHigh = offsetof(layout::Inode, checksum_hi) + sizeof(le16);
    if (raw_.size() > layout::kSmallInodeSize &&
        layout::kSmallInodeSize + fields().extra_size >= kBehindHigh)
      put(offsetof(layout::Inode, checksum_hi), std::as_bytes(std::span(&high, 1)));
  }
  overlay.write(inode_offset(*blocks_, number_), raw_);
}

}  // namespace vixmount::fs::ext::jbd2
