#include "fs/btrfs/file_extent.hpp"

#include <algorithm>

#include "base/checked.hpp"
#include "base/error.hpp"

namespace vixmount::fs::btrfs {
namespace {

constexpr std::uint8_t kInline = 0;
constexpr std::uint8_t kRegular = 1;
constexpr std::uint8_t kPreallocated = 2;
constexpr std::size_t kHeader = sizeof(layout::FileExtent);

void check_compressed(const FileExtent& extent, std::uint64_t origin) {
  if (extent.compression > Compression::zstd)
    fail(ErrorKind::unsupported, "extent with the unknown compression {} (at byte {})",
         static_cast<unsigned>(extent.compression), origin);
  if (extent.decoded_bytes > kMostCompressedExtent || extent.stored_bytes > kMostCompressedExtent)
    fail_at(origin, "compressed extent of {} bytes for {}", extent.stored_bytes,
            extent.decoded_bytes);
}

// Of a regular or preallocated extent.
void parse_place(FileExtent& extent, BytesView item, bool preallocated, std::uint32_t sector_size) {
  const auto place = item.get<layout::FileExtentPlace>(kHeader);
  extent.end = checked_add(extent.begin, place.length, "end of a file's extent");
  extent.logical = place.block;
  extent.stored_bytes = place.block_bytes;
  extent.offset = place.offset;
  if (place.length == 0) fail_at(item.origin(), "empty extent of a file");
  if (extent.logical == 0) return;
  extent.kind = preallocated ? FileExtent::Kind::zeros : FileExtent::Kind::on_disk;
  const bool compressed = extent.compression != Compression::none;
  const auto whole = compressed ? extent.decoded_bytes : extent.stored_bytes;
  if (!fits(extent.offset, place.length, whole))
    fail_at(item.origin(), "{} bytes at {} are outside of an extent of {}", place.length.value(),
            extent.offset, whole);
  if ((extent.logical | extent.stored_bytes | extent.offset | place.length) % sector_size != 0)
    fail_at(item.origin(), "extent that does not consist of whole sectors");
  checked_add(extent.logical, extent.stored_bytes, "end of an extent");
}

FileExtent parse(Item item, std::uint32_t sector_size) {
  const auto raw = item.data.get<layout::FileExtent>(0);
  FileExtent extent;
  extent.begin = item.key.offset;
  extent.decoded_bytes = raw.decoded_bytes;
  extent.compression = static_cast<Compression>(raw.compression);
  if (raw.encryption != 0 || raw.other_encoding != 0)
    fail(ErrorKind::unsupported, "extent with the unknown encoding {}/{}", raw.encryption,
         raw.other_encoding.value());
  if (raw.type == kInline) {
    extent.kind = FileExtent::Kind::in_item;
    extent.stored_bytes = item.data.size() - kHeader;
    extent.end = checked_add(extent.begin, extent.decoded_bytes, "end of a file's extent");
    if (extent.begin != 0) fail_at(item.data.origin(), "inline extent inside a file");
    if (extent.compression == Compression::none && extent.decoded_bytes != extent.stored_bytes)
      fail_at(item.data.origin(), "inline extent of {} bytes with {}", extent.decoded_bytes,
              extent.stored_bytes);
  } else if (raw.type == kRegular || raw.type == kPreallocated) {
    parse_place(extent, item.data, raw.type == kPreallocated, sector_size);
  } else {
    fail_at(item.data.origin(), "extent of the unknown type {}", raw.type);
  }
  if (extent.compression != Compression::none) check_compressed(extent, item.data.origin());
  if (extent.kind == FileExtent::Kind::in_item) extent.item = std::move(item);
  return extent;
}

// Up to the next extent, or the end of the file.
FileExtent hole_at(const Tree& subvolume, std::uint64_t inode, std::uint64_t begin,
                   std::uint64_t size) {
  FileExtent hole;
  hole.begin = begin;
  hole.end = size;
  const Items items(subvolume, {inode, ItemType::extent_data, begin});
  if (!items.at_end() && items.key().objectid == inode &&
      items.key().type == ItemType::extent_data)
    hole.end = std::min(size, items.key().offset);
  return hole;
}

}  // namespace

BytesView FileExtent::inline_content() const { return item->data.from(kHeader); }

FileExtent extent_at(const Tree& subvolume, std::uint64_t inode, std::uint64_t offset,
                     std::uint64_t size) {
  auto item = find_last_item(subvolume, {inode, ItemType::extent_data, offset});
  if (!item || item->key.objectid != inode || item->key.type != ItemType::extent_data)
    return hole_at(subvolume, inode, offset, size);
  auto extent = parse(std::move(*item), subvolume.superblock().sector_size);
  if (extent.end <= offset) return hole_at(subvolume, inode, offset, size);
  return extent;
}

}  // namespace vixmount::fs::btrfs
